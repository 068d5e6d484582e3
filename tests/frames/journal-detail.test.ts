import {describe, expect, it} from 'vitest';
import {journalStories} from '../helpers/fixtures-plans.ts';
import {frameOf, sizes, uiOn} from '../helpers/render.ts';

describe('an opened entry of the journal', () => {
	it.each(sizes)('shows user, time, target, plan, statements and result, at $columns x $rows', size => {
		const [story] = journalStories;
		if (!story) throw new Error('The fixture has stories.');
		const {text} = frameOf({
			ui: uiOn('journal', {detail: {id: story.id, offset: 0}}),
			beside: {stories: journalStories, journalFile: '/j.jsonl'},
			size,
		});
		const flat = text.replaceAll(/\s+/g, ' ');
		for (const expected of [
			'Drop index public.idx_never_used',
			'id a1b2c3.1',
			'plan a1b2c3, drop-indexes',
			'begun 2026-11-21 07:30:00',
			'user anna on bastion, process 4242, as dba',
			'server registry on db-1.example.org:5432',
			'statements DROP INDEX CONCURRENTLY public.idx_never_used;',
			'undo CREATE INDEX CONCURRENTLY idx_never_used',
			'done',
		]) {
			expect(flat).toContain(expected);
		}
	});
});
