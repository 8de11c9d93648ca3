"""The learner's folder: lessons copied into it, updated without losing a word, reset, and opened in JupyterLab."""
