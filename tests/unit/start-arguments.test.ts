import {expect, it} from 'vitest';
import {startArguments} from '../../scripts/start-arguments.ts';

it.each([[''], ['--interval 5'], ['--interval=5 --ascii'], ['--read-only --config ./mine.json'], ['--help']])(
	'npm start -- %s is for the demo',
	line => {
		const words = line.split(' ').filter(Boolean);
		expect(startArguments(words)).toEqual(['demo', ...words]);
	},
);

it.each([
	['postgres://db1/shop'],
	['--interval 5 service=prod'],
	['service=prod --interval 5'],
	['-h db1'],
	['-hdb1 --ascii'],
	['--port=5433'],
	['snapshot --json'],
])('npm start -- %s names a server or a command', line => {
	expect(startArguments(line.split(' '))).toEqual(line.split(' '));
});
