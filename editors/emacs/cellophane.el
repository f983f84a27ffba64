;;; cellophane.el --- see-through closures for Python, with Eglot  -*- lexical-binding: t; -*-

;; For Emacs 28 with the package eglot (Debian: elpa-eglot), or any Emacs from 29 on, which has it.  Put this file where
;; Emacs finds it and write into your init file:
;;
;;     (require 'cellophane)
;;     (add-hook 'python-mode-hook #'eglot-ensure)
;;     (add-hook 'python-ts-mode-hook #'eglot-ensure)
;;
;; Eglot runs one server for a buffer.  Where another one serves Python already, a program that speaks to several on
;; behalf of one editor is the way to have both.

;;; Code:

(require 'eglot)

(add-to-list 'eglot-server-programs '((python-mode python-ts-mode) . ("cellophane" "server")))

;; What is not set is as pyproject.toml has it; what is relative begins at the root of the project:
;;
;;     (setq-default eglot-workspace-configuration
;;                   '(:cellophane (:certainty "possible" :interpreter ".venv/bin/python")))

(provide 'cellophane)
;;; cellophane.el ends here
