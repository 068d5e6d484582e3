// `npm start`: builds, then opens the demo, or the console on the server named after `--`.
import './build.ts';
import {startArguments} from './start-arguments.ts';

const [node = '', , ...rest] = process.argv;
process.argv = [node, 'pgdeck', ...startArguments(rest)];
const program: string = '../dist/cli.js';
await import(program);
