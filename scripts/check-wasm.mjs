// Reads each artifact as bytes and as text, and says everything that is wrong with it.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const LARGEST_UPLOAD = 800 * 1024;
const MOST_LOCALS = 100;
const always = ["interface_version_8", "allocate", "deallocate", "memory", "instantiate", "execute", "query", "migrate"];
// What the linker leaves behind; nobody calls it.
const linkers = ["__data_end", "__heap_base"];
const capabilities = ["requires_staking", "requires_stargate", "requires_cosmwasm_2_0"];
// Bytes each may have; a thousand is a kilobyte.
const contracts = {
  "staking-hub": { exports: ["reply"], most: 350_000 },
  "staking-token": { exports: [], most: 350_000 },
  "validator-registry": { exports: [], most: 350_000 },
  "reward-distributor": { exports: ["reply"], most: 350_000 },
  "restaking-vault": { exports: [], most: 350_000 },
  "service-registry": { exports: [], most: 350_000 },
  "slash-coordinator": { exports: ["reply"], most: 350_000 },
  "insurance-fund": { exports: [], most: 350_000 },
};

/** Walks the sections: exports, and parameters and locals of each function. */
function read(bytes) {
  let at = 8;
  const number = () => {
    let value = 0, shift = 0, byte;
    do {
      byte = bytes[at++];
      value += (byte & 127) * 2 ** shift;
      shift += 7;
    } while (byte & 128);
    return value;
  };
  const list = (element) => Array.from({ length: number() }, element);
  const text = () => {
    const length = number();
    at += length;
    return bytes.toString("utf8", at - length, at);
  };
  const limits = () => {
    const flags = number();
    number();
    if (flags & 1) number();
  };
  const importKinds = [number, () => (at++, limits()), limits, () => (at += 2)];
  const found = { types: [], imports: [], functions: [], exports: [], locals: [] };
  const sections = {
    1: () => (found.types = list(() => {
      at++;
      const parameters = list(() => at++).length;
      list(() => at++);
      return parameters;
    })),
    2: () => (found.imports = list(() => {
      const name = `${text()}.${text()}`;
      importKinds[bytes[at++]]();
      return name;
    })),
    3: () => (found.functions = list(number)),
    7: () => (found.exports = list(() => {
      const name = text();
      at++;
      number();
      return name;
    })),
    10: () => (found.locals = list(() => {
      const length = number();
      const end = at + length;
      const declared = list(() => {
        const count = number();
        at++;
        return count;
      }).reduce((sum, count) => sum + count, 0);
      at = end;
      return declared;
    })),
  };
  while (at < bytes.length) {
    const id = bytes[at++];
    const end = number() + at;
    sections[id]?.();
    at = end;
  }
  const widest = Math.max(...found.locals.map((own, i) => own + found.types[found.functions[i]]));
  return { ...found, widest };
}

function problems(name, { exports, most }) {
  const path = `artifacts/${name}.wasm`;
  const bytes = readFileSync(path);
  const wrong = [];
  const module = read(bytes);

  if (bytes.length >= LARGEST_UPLOAD) wrong.push(`${bytes.length} bytes; chains take less than ${LARGEST_UPLOAD}`);
  if (bytes.length > most) wrong.push(`${bytes.length} bytes, more than the ${most} it may have`);
  if (module.widest > MOST_LOCALS) wrong.push(`a function with ${module.widest} parameters and locals; chains allow ${MOST_LOCALS}`);

  for (const wanted of [...always, ...capabilities, ...exports]) {
    if (!module.exports.includes(wanted)) wrong.push(`no export ${wanted}`);
  }
  const known = (e) => [...always, ...linkers, ...exports].includes(e) || e.startsWith("requires_");
  for (const extra of module.exports.filter((e) => !known(e))) wrong.push(`exports ${extra}`);
  const needed = /^requires_(iterator|staking|stargate|cosmwasm_1_[1-4]|cosmwasm_2_0)$/;
  for (const extra of module.exports.filter((e) => e.startsWith("requires_") && !needed.test(e))) wrong.push(`needs ${extra} of the chain`);
  for (const extra of module.imports.filter((i) => !i.startsWith("env."))) wrong.push(`imports ${extra}`);

  // The validator of the oldest feature set knows best what a chain would refuse.
  try {
    execFileSync("node_modules/.bin/wasm-opt", ["--mvp-features", path, "-o", "/dev/null"], { stdio: ["ignore", "ignore", "pipe"] });
  } catch (error) {
    wrong.push(`not of the first wasm: ${String(error.stderr).split("\n").slice(0, 3).join(" ")}`);
  }
  const listing = execFileSync("node_modules/.bin/wasm-dis", [path], { maxBuffer: 2 ** 30 }).toString();
  const code = listing.split("\n").filter((line) => !/^\s*\(data /.test(line));
  const float = code.find((line) => /\bf(32|64)\b/.test(line));
  if (float) wrong.push(`floats: ${float.trim()}`);

  const raw = bytes.toString("latin1");
  for (const trace of ["/home/", "/root/", "/Users/", ".cargo/", ".rustup/", process.cwd()]) {
    if (raw.includes(trace)) wrong.push(`holds a path of its builder, with ${trace}`);
  }
  console.log(`${name}: ${bytes.length} bytes, ${module.locals.length} functions, at most ${module.widest} locals`);
  return wrong.map((what) => `${name}: ${what}`);
}

const all = Object.entries(contracts).flatMap(([name, limits]) => problems(name, limits));
for (const problem of all) console.error(problem);
process.exit(all.length ? 1 : 0);
