#!/bin/sh
# Every stage of the starter encoder in turn, from nothing but this folder, with the time that each took.
#
#   sh all.sh             builds out/model.onnx and rates it (what is shipped stays as it is)
#   sh all.sh REVISION    and puts it into ../starter under that revision
set -eu
cd "$(dirname "$0")"
python="${PYTHON:-.venv/bin/python}"
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 PYTHONHASHSEED=0

stage() {
  began=$(date +%s)
  "$python" "$@"
  echo "== $* took $(($(date +%s) - began)) s"
}

stage prepare.py
stage teacher.py
stage tokenizer.py
stage static.py
stage heads.py
stage tune.py
stage average.py
stage export.py "$@"
if [ -n "${DEVELOPMENT:-}" ]; then stage report.py "${STARTER_OUT:-out}"; fi
