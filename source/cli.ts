#!/usr/bin/env node
// Before anything that holds React: the development build takes twice the time a frame.
Object.assign(process.env, {NODE_ENV: 'production'});

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 13)) {
	process.stderr.write(
		`pgdeck needs Node.js 22.13 or later; this is ${process.versions.node}. Install a newer one.\n`,
	);
	process.exit(1);
}

// A fifth of the memory for a twentieth of the speed: a console stays open for hours beside other things. Without the
// first, the space for new objects grows to 32 MB of garbage. Known to the V8 of Node 22 to 26.
const {getHeapStatistics, setFlagsFromString} = await import('node:v8');
setFlagsFromString('--semi-space-growth-factor=1');
// The second has the first seconds collect twice as much: the first screen comes before it. With tens of thousands of
// tables it has all that follows do so too: 7 s of a core in the first 25 s and 6 % of it from then on, where 5 s and
// 3 % do without, for 24 MB more.
const manyBytes = 96 * 1024 * 1024;
let isThrifty = false;
setInterval(() => {
	const isSmall = getHeapStatistics().used_heap_size < manyBytes;
	if (isSmall === isThrifty) return;
	isThrifty = isSmall;
	setFlagsFromString(isSmall ? '--optimize-for-size' : '--no-optimize-for-size');
}, 2000).unref();

// Compiled code is kept for the next start, where caches belong.
const {enableCompileCache} = await import('node:module');
const cache = process.env.XDG_CACHE_HOME || `${process.env.HOME ?? ''}/.cache`;
enableCompileCache(`${cache}/pgdeck`);
const {main} = await import('./main.ts');
await main(process.argv.slice(2));
