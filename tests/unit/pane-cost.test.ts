import {expect, it} from 'vitest';
import {paneCost} from '../../source/app/footer.ts';
import {liveOf, ok, snapshotOf} from '../helpers/fixtures.ts';
import {ago, registry} from '../helpers/fixtures-sections.ts';
import {statements} from '../helpers/fixtures-statements.ts';

it.each([
	['the questions of its sections together', 'health', {}, 'this pane 3 ms '],
	[
		'how old it is, where questions are asked less often',
		'statements',
		{statements: ok(statements, ago(17))},
		'this pane 1.5 ms, 17 s ago ',
	],
	['of several the oldest', 'health', {registry: ok(registry, ago(60))}, 'this pane 3 ms, 1 min ago '],
] as const)('a pane shows its cost: %s', (_what, pane, sections, text) => {
	expect(paneCost(liveOf({snapshot: snapshotOf(sections)}), pane)).toEqual([['muted', text]]);
});

it('a pane without queries or samples has none', () => {
	expect(paneCost(liveOf(), 'journal')).toEqual([]);
	expect(paneCost(liveOf({snapshot: snapshotOf({tables: {status: 'pending'}})}), 'tables')).toEqual([]);
});
