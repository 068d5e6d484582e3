#!/usr/bin/env node
// Set before React loads: its development build needs twice the time per frame.
Object.assign(process.env, {NODE_ENV: 'production'});

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 13)) {
	process.stderr.write(
		`pgdeck requires Node.js 22.13 or later, and this is ${process.versions.node}. Install a newer version.\n`,
	);
	process.exit(1);
}

// Saves a fifth of the memory for a twentieth of the speed, because a console stays open for hours. Without the first
// flag the young generation grows to 32 MB. V8 of Node 22 to 26 accepts both.
const {getHeapStatistics, setFlagsFromString} = await import('node:v8');
setFlagsFromString('--semi-space-growth-factor=1');
// The second flag doubles garbage collection, so it is set after the first screen and only while the heap is small. With
// tens of thousands of tables it would cost 7 s of a core in the first 25 s and 6 % later, instead of 5 s and 3 %.
const manyBytes = 96 * 1024 * 1024;
let isThrifty = false;
setInterval(() => {
	const isSmall = getHeapStatistics().used_heap_size < manyBytes;
	if (isSmall === isThrifty) return;
	isThrifty = isSmall;
	setFlagsFromString(isSmall ? '--optimize-for-size' : '--no-optimize-for-size');
}, 2000).unref();

// Keeps compiled code for the next start.
const {enableCompileCache} = await import('node:module');
const cache = process.env.XDG_CACHE_HOME || `${process.env.HOME ?? ''}/.cache`;
enableCompileCache(`${cache}/pgdeck`);
const {main} = await import('./main.ts');
await main(process.argv.slice(2));
