// A second process: takes the write lock, says so, and gives it back after some milliseconds.
import Database from "better-sqlite3";

const [file, key, heldMs] = process.argv.slice(2);
const db = new Database(file, { timeout: 1000 });
for (const pragma of ["cipher='sqlcipher'", "legacy=4", `key="x'${key}'"`]) db.pragma(pragma);
db.exec("BEGIN IMMEDIATE");
process.stdout.write("locked");
setTimeout(() => {
  db.exec("COMMIT");
  db.close();
}, Number(heldMs));
