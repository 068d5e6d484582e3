import {describe, expect, it} from 'vitest';
import {findingsText} from '../../source/commands/text/findings.ts';
import type {Finding} from '../../source/domain/findings/finding.ts';
import {findingLines, openedLines} from '../../source/domain/findings/finding-groups.ts';
import {now} from '../helpers/fixtures-sections.ts';

const finding = (id: string, other: Partial<Finding> = {}): Finding => ({
	id,
	rule: 'api-keys',
	code: 'locked',
	facts: {},
	severity: 'warning',
	title: `API key ${id} is locked`,
	about: id,
	pane: 'health',
	row: null,
	since: now,
	sinceKnown: false,
	evidence: [],
	help: null,
	acknowledged: null,
	...other,
});
const slot = finding('slot', {rule: 'replication-slots', severity: 'critical', title: 'slot a keeps 40 GB'});
const keys = ['a', 'b', 'c', 'd', 'e'].map(id => finding(id));
const titles = (rows: readonly Finding[]) => findingLines(rows).map(({title}) => title);

describe('findings of one rule', () => {
	it('share one line with their count and the first three names', () => {
		expect(
			titles([slot, ...keys, finding('late', {rule: 'dead-tuples', title: 'public.t: 40 % dead'})]),
		).toEqual(['slot a keeps 40 GB', '5 API keys: a, b, c, 2 more', 'public.t: 40 % dead']);
	});

	it('keep their own lines for two of them, different severities, or an acknowledged one', () => {
		const acknowledged = {reason: 'known', by: 'me', until: now};
		expect(titles(keys.slice(0, 2))).toHaveLength(2);
		expect(titles([finding('x', {severity: 'critical'}), ...keys.slice(0, 2)])).toHaveLength(3);
		expect(titles([...keys.slice(0, 2), finding('c', {acknowledged})])).toHaveLength(3);
	});

	it('list the oldest first and take its age', () => {
		const old = (minutes: number) => ({since: new Date(now.getTime() - minutes * 60_000), sinceKnown: true});
		const [line] = findingLines([finding('young', old(1)), finding('old', old(9)), finding('mid', old(5))]);
		expect(line).toMatchObject({title: '3 API keys: old, mid, young', ...old(9)});
	});

	it('appear below their line when it is expanded or one of them is in the detail view', () => {
		const [line] = findingLines(keys);
		const opened = openedLines([slot, ...keys], new Set([line?.id ?? '']), undefined);
		expect(opened.map(({id}) => id)).toEqual(['slot', line?.id, 'a', 'b', 'c', 'd', 'e']);
		expect(openedLines(keys, new Set(), 'c')).toHaveLength(6);
		expect(openedLines(keys, new Set(), 'slot')).toHaveLength(1);
	});

	it('are all in the text below their count', () => {
		expect(findingsText({rows: [slot, ...keys.slice(0, 3)], unknown: []}).split('\n')).toEqual([
			'  critical  slot a keeps 40 GB',
			'  warning   3 API keys:',
			'              API key a is locked',
			'              API key b is locked',
			'              API key c is locked',
		]);
	});
});
