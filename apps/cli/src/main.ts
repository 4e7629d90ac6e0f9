import { esep } from './esep.js';

process.exitCode = await esep(process.argv.slice(2), {
  env: process.env,
  out: (text) => console.log(text),
  err: (text) => console.error(text),
});
