import {describe, expect, it} from 'vitest';
import type {Command} from '../../source/app/command.ts';
import {commandsOffered, commandTable} from '../../source/app/command-table.ts';
import {paletteMatches} from '../../source/app/palette.ts';
import {paneIds} from '../../source/domain/snapshot/panes.ts';
import {frameOf, uiOn} from '../helpers/render.ts';

const command = (palette?: string): Command => ({
	id: palette ?? 'none',
	keys: [],
	title: '',
	scope: 'global',
	...(palette === undefined ? {} : {palette}),
	run: () => undefined,
});
const offered = [command('sort'), command(), command('tables'), command('sample now'), command('tenants')];
const found = (text: string) => paletteMatches(text, offered).map(({palette}) => palette);

describe('paletteMatches', () => {
	it.each([
		['all that have a name, in order', '', ['sort', 'tables', 'sample now', 'tenants']],
		['those that begin with the text first', 't', ['tables', 'tenants', 'sort']],
		['those that have it', 'now', ['sample now']],
		['those that have its letters in order', 'tnt', ['tenants']],
		['capitals and blanks aside', '  TAB ', ['tables']],
		['none', 'xyz', []],
		['none for letters in another order', 'bat', []],
	])('%s', (_what, text, names) => {
		expect(found(text)).toEqual(names);
	});
});

describe('the palette of the console', () => {
	it('leads to every pane from every pane', () => {
		for (const pane of paneIds) {
			const names = commandsOffered(frameOf({ui: uiOn(pane)}).context).map(({palette}) => palette);
			expect(names).toEqual(expect.arrayContaining([...paneIds]));
		}
	});

	it('has unique names in lower case', () => {
		const names = commandTable.flatMap(({palette}) => palette ?? []);
		expect(new Set(names).size).toBe(names.length);
		for (const name of names) expect(name).toBe(name.toLowerCase());
	});

	it('does not offer commands of sheets', () => {
		for (const {palette, scope} of commandTable) {
			if (palette !== undefined) expect(['global', 'list', 'views']).toContain(scope);
		}
	});
});
