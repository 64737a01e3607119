# Usage: reload-when-ready.sh FOLDER NEW PROGRAM COMMAND…
# Waits until the running program has made FOLDER/ready, puts the new build in its place, tells it by the command, and says so with FOLDER/go.
folder=$1 new=$2 program=$3
shift 3
for ((i = 0; i < 600; ++i)); do
  [ -e "$folder/ready" ] && break
  sleep 0.05
done
cp "$new" "$program.new" && mv "$program.new" "$program" && "$@" "$program" > "$folder/said" 2>&1
touch "$folder/go"
