// Takes out of a module what would print a backtrace, and with it, once the optimiser has run, the
// demangler of names: 20 KB of each contract. cosmwasm-std puts a disabled backtrace into every
// error, which nothing prints: an error's text is what a chain is told. Were they called after all,
// the call would fail like any panic.
//
// Nothing else may be cut. A symbol ends with the crate that asked for it: `str::bytes` of a contract
// may be the one made for the demangler, and is no part of it. And nothing that stays may call what is
// cut, but for the two printers of a backtrace; nor may the compiler merge functions that are alike,
// since one name would then stand for both.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

const [input, output, ...features] = process.argv.slice(2);
const text = `${output}.wat`;
const binaryen = (tool, ...args) => execFileSync(`node_modules/.bin/${tool}`, [...features, ...args]);

binaryen("wasm-dis", input, "-o", text);
// What belongs to std's printers, to the library behind them and to the demangler.
const printers = /3std9backtraceNtB\w_9BacktraceNt\w*3fmt(?:5Debug|7Display)3fmt/;
const parts = /12backtrace_rs|14rustc_demangle/;
const asker = /Cs[0-9a-zA-Z]+_14rustc_demangle(?:_\d+)?(?:\.llvm\.\d+)?$/;
const isPrinter = (name) => printers.test(name);
const isCut = (name) => name.startsWith("$_R") && (isPrinter(name) || parts.test(name.replace(asker, "")));

const cut = new Set();
const calls = [];
const rest = readFileSync(text, "utf8").replace(/^ \(func (\$[^\s()]+).*\n(?: {2}.*\n)* \)$/gm, (whole, name) => {
  if (isCut(name)) {
    cut.add(name);
    return `${whole.slice(0, whole.indexOf("\n"))}\n  (unreachable)\n )`;
  }
  for (const [, called] of whole.matchAll(/\((?:return_)?call (\$[^\s()]+)/g)) calls.push([name, called]);
  return whole;
});
if (![...cut].some(isPrinter) || cut.size < 10) {
  console.error(`${input} has no printers of backtraces by their known names: look at scripts/cut-backtraces.mjs`);
  process.exit(1);
}
const missed = calls.filter(([, called]) => cut.has(called) && !isPrinter(called));
if (missed.length > 0) {
  missed.forEach(([name, called]) => console.error(`${input}: ${name} calls ${called}, which would be cut`));
  process.exit(1);
}
writeFileSync(text, rest);
binaryen("wasm-as", text, "-o", output);
