// Takes out of a module what would print a backtrace, and with it, once the optimiser has run, the
// demangler of names: 20 KB of each contract. cosmwasm-std puts a disabled backtrace into every
// error, which nothing prints: an error's text is what a chain is told. Were they called after all,
// the call would fail like any panic.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

const [input, output, ...features] = process.argv.slice(2);
const text = `${output}.wat`;
const binaryen = (tool, ...args) => execFileSync(`node_modules/.bin/${tool}`, [...features, ...args]);

binaryen("wasm-dis", input, "-o", text);
// What belongs to std's printers, to the library behind them and to the demangler.
const parts = "3std9backtraceNtB\\w_9BacktraceNt\\w*3fmt(?:5Debug|7Display)3fmt|12backtrace_rs|14rustc_demangle";
const printer = new RegExp(`^ \\(func \\$_R\\w*(?:${parts})\\w* .*\\n(?: {2}.*\\n)* \\)$`, "gm");
let cut = 0;
const rest = readFileSync(text, "utf8").replace(printer, (whole) => {
  cut++;
  return `${whole.slice(0, whole.indexOf("\n"))}\n  (unreachable)\n )`;
});
if (cut < 2) {
  console.error(`${input} has no printers of backtraces by their known names: look at scripts/cut-backtraces.mjs`);
  process.exit(1);
}
writeFileSync(text, rest);
binaryen("wasm-as", text, "-o", output);
