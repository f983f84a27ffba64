"""Emacs with Eglot and the configuration of editors/emacs: it shows a finding and what is captured, goes to where that
is bound, and mends it."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

import pytest

from tests.editors.surroundings import BOUND_AT, EDITORS, EVIDENCE, MENDED, PATIENCE, ROW, project, run

EMACS = shutil.which("emacs")
START = ["--batch", "-q", "--no-site-file", "--eval", "(package-initialize)"]


def has_eglot() -> bool:
    """Whether it is there, in Emacs itself or as a package of the system."""
    if EMACS is None:
        return False
    done = subprocess.run([EMACS, *START, "--eval", "(require 'eglot)"], capture_output=True, check=False)
    return done.returncode == 0


pytestmark = pytest.mark.once

DRIVER = """
(require 'cellophane)
(require 'json)

(defvar place (let ((json-object-type 'alist)) (json-read-from-string PLACE)))
(defvar told nil)

(defun await (what condition)
  (let ((end (time-add nil PATIENCE)) found)
    (while (not (setq found (funcall condition)))
      (when (time-less-p end nil) (error "never: %s" what))
      (accept-process-output nil 0.01))
    found))

(defun to-the-name ()
  (goto-char (point-min))
  (search-forward "+ ste"))

(defun finding ()
  (mapcar
   (lambda (each)
     (let ((beg (flymake-diagnostic-beg each)) (end (flymake-diagnostic-end each)))
       `((row . ,(line-number-at-pos beg)) (word . ,(buffer-substring-no-properties beg end))
         (text . ,(substring-no-properties (flymake-diagnostic-text each)))
         (type . ,(symbol-name (flymake-diagnostic-type each))))))
   (await "a diagnostic" #'flymake-diagnostics)))

(defun hover ()
  (let (found)
    (eglot-hover-eldoc-function (lambda (text &rest _) (setq found text)))
    (substring-no-properties (await "what is told" (lambda () found)))))

(defun definition ()
  (call-interactively #'xref-find-definitions)
  (list (line-number-at-pos) (current-column)))

(defun set-to (ignored)
  (setq-default eglot-workspace-configuration `(:cellophane (:ignore ,ignored)))
  (eglot-signal-didChangeConfiguration (eglot-current-server)))

(defun settings ()
  (set-to ["CEL101"])
  (await "no diagnostic of a rule that is ignored" (lambda () (null (flymake-diagnostics))))
  (set-to [])
  (length (await "the diagnostic once more" #'flymake-diagnostics)))

(defun mended ()
  (let* (titles
         (last-nonmenu-event ?x)  ; asked for with a key, not with a menu
         (completing-read-function
          (lambda (_ menu &rest arguments)
            (setq titles (mapcar #'car menu))
            (let ((default (nth 4 arguments))) (if (consp default) (car default) default))))
         (before (buffer-string)))
    (call-interactively #'eglot-code-actions)
    (await "another text" (lambda () (not (equal before (buffer-string)))))
    (eglot--signal-textDocument/didChange)
    (await "no diagnostic" (lambda () (null (flymake-diagnostics))))
    `((titles . ,(vconcat titles)) (text . ,(buffer-substring-no-properties (point-min) (point-max))))))

(find-file (alist-get 'file place))
(call-interactively #'eglot)
(dolist (step '(finding hover definition settings mended))
  (to-the-name)
  (push (cons step (condition-case problem
                       `((found . ,(funcall step)))
                     (error `((problem . ,(format "%s: %s" step (error-message-string problem)))))))
        told))
(eglot-shutdown (eglot-current-server))
(let ((coding-system-for-write 'utf-8))
  (write-region (json-encode told) nil (alist-get 'told place)))
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What Emacs showed and did."""
    if not has_eglot():
        pytest.skip("needs Emacs with Eglot")
    directory = tmp_path_factory.mktemp("emacs")
    place = {"file": str(project(directory)), "told": str(directory / "told.json")}
    driver = directory / "driver.el"
    text = DRIVER.replace("PLACE", json.dumps(json.dumps(place))).replace("PATIENCE", str(PATIENCE // 5))
    driver.write_text(text, "utf-8")
    assert EMACS
    printed = run([EMACS, *START, "-L", str(EDITORS / "emacs"), "-l", str(driver)], directory)
    assert (directory / "told.json").exists(), printed
    steps = json.loads((directory / "told.json").read_text("utf-8"))
    assert not [step["problem"] for step in steps.values() if "problem" in step]
    return {name: step["found"] for name, step in steps.items()}


def test_the_finding_is_shown_at_the_name_with_its_evidence(told: dict[str, Any]) -> None:
    (found,) = told["finding"]
    text = found.pop("text")
    assert found == {"row": ROW, "word": "step", "type": "eglot-error"}
    assert "this lambda reads `step` when it is called" in text
    # Eglot shows no related places: they are told in the message.
    assert [words for row, words in EVIDENCE if words not in text] == []


def test_hover_shows_the_capture(told: dict[str, Any]) -> None:
    assert "variable of the function `plan`" in told["hover"]
    assert f"captured by: the lambda, line {ROW}" in told["hover"]


def test_from_the_capture_one_goes_to_what_binds_it(told: dict[str, Any]) -> None:
    assert told["definition"] == [BOUND_AT, len("    for ")]


def test_settings_hold_at_once(told: dict[str, Any]) -> None:
    assert told["settings"] == 1


def test_the_quick_fix_mends_the_text(told: dict[str, Any]) -> None:
    assert told["mended"]["text"] == MENDED
    assert "Ignore CEL101 here" in told["mended"]["titles"]
