import {expect, it} from 'vitest';
import {emptySections} from '../../source/domain/snapshot/sections.ts';
import {strayRows} from '../../source/domain/upkeep/stray-rows.ts';
import {partitionRule} from '../../source/findings/upkeep/rules.ts';
import type {Strays} from '../../source/queries/upkeep/partitions.ts';
import {now} from '../helpers/fixtures-sections.ts';
import {partitioned, upkeepOf} from '../helpers/fixtures-upkeep.ts';

const show = 'SELECT * FROM mcp.log_default WHERE …';
const table = (strays: Partial<Strays>) => ({
	...partitioned('log', -3, 3),
	strays: {movable: 0, beyond: 0, unknown: null, obstacle: null, show, ...strays},
});
const ok = <T>(value: T) => ({status: 'ok', value, sampledAt: now, tookMs: 1}) as const;
const beyond = (rows: string) => `${rows} in the default partition fit no month from 1970-01 to 2027-02`;

it.each<[Partial<Strays>, movable: number, state: string, staying: readonly string[]]>([
	[{movable: 7}, 7, 'due', []],
	[{beyond: 1}, 0, 'done', [beyond('1 row')]],
	[{movable: 7, beyond: 10_000}, 7, 'due', [beyond('10,000 rows or more')]],
	[
		{movable: 7, obstacle: {code: 'foreign-key', names: ['public.notes']}},
		0,
		'done',
		['7 rows cannot leave the default partition, since public.notes references it'],
	],
	[
		{movable: 7, obstacle: {code: 'rules', names: []}},
		0,
		'done',
		['7 rows cannot leave the default partition, since it has rules, which would apply to them'],
	],
	[
		{movable: 7, obstacle: {code: 'trigger', names: ['keep']}},
		0,
		'done',
		['7 rows cannot leave the default partition, since only a superuser can disable the trigger keep'],
	],
	[{movable: null, beyond: null, unknown: 'permission denied'}, 0, 'unknown', []],
])('judges %j', (strays, movable, state, staying) => {
	const rows = strayRows(table(strays), now);
	expect(rows.movable).toBe(movable);
	expect(rows.staying.map(({reason}) => reason.text)).toEqual(staying);
	const upkeep = upkeepOf({partitions: ok([table(strays)])});
	expect(upkeep.tasks.find(({kind}) => kind === 'partitions')?.state).toBe(state);
	const found = partitionRule({...emptySections, upkeep: ok(upkeep)}, now).rows;
	expect(found.map(({severity, title}) => `${severity}: ${title}`)).toEqual(
		staying.map(why => `info: mcp.log: ${why}`),
	);
	for (const {help, row} of found) expect([help, row]).toEqual([expect.any(String), 'partitions:mcp.log']);
});

it('gives the query for rows that fit no month', () => {
	const [staying] = strayRows(table({beyond: 3}), now).staying;
	expect([staying?.query, staying?.help]).toEqual([`${show};`, expect.stringContaining(show)]);
});
