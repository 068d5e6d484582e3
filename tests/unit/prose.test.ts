import path from 'node:path';
import {describe, expect, it} from 'vitest';
import {readingsIn, readingsOf} from './prose.ts';
import {modules} from './source-imports.ts';

const source = path.resolve(import.meta.dirname, '../../source');

/*
Code that reads a `text` which is not a sentence of pgdeck's: what a person typed, a file, the text of somebody else's
statement, or a string that is only drawn. Below a folder with a slash at its end, or in one file; with `reads`, only that.
*/
type Allowed = {readonly where: string; readonly reads?: string; readonly because: string};
const allowed: readonly Allowed[] = [
	{where: 'terminal/', because: 'cleans and cuts any string that is drawn'},
	{where: 'format/quantities.ts', reads: 'text', because: 'digits of a number that is being formatted'},
	{where: 'format/sentence.ts', because: 'a period at the end of a sentence, by which nothing is decided'},
	{where: 'keys/press.ts', because: 'the bytes of a key press'},
	{where: 'settings/', because: 'connection strings and amounts as typed'},
	{where: 'migrations/', because: 'migration files and the SQL in them'},
	{where: 'postgres/own-mark.ts', because: 'SQL of any origin, marked as pgdeck’s own'},
	{
		where: 'postgres/server-error.ts',
		reads: "text.endsWith('.')",
		because: 'a period after the server’s message',
	},
	{where: 'queries/statement.ts', because: 'SQL files with their comments'},
	{where: 'queries/indexes/index-shapes.ts', because: 'a list of numbers as the server prints it'},
	{
		where: 'components/table/arrange.ts',
		because: 'the filter that a person types searches what the cells show',
	},
	{where: 'report/html.ts', because: 'escapes HTML'},
	{where: 'commands/check.ts', because: 'escapes the separator of the Nagios plugin format'},
	{where: 'commands/files.ts', because: 'a file name as typed'},
	{where: 'commands/console/recording.ts', because: 'a file name made of a server’s name'},
	{where: 'commands/text/plan.ts', reads: "sanitize(text).replaceAll('\\n'", because: 'indents SQL'},
	{where: 'app/commands/finding.ts', because: 'a reason and a duration as typed'},
	{where: 'app/app.tsx', because: 'pasted text'},
	{where: 'app/sheets/scrolled.ts', because: 'the lines of a screen, not a sentence'},
	{where: 'panes/migrations/pane.ts', because: 'the text of a migration file, drawn line by line'},
	{where: 'panes/statements/pane.ts', because: 'the text of a statement, drawn line by line'},
	{where: 'domain/statements/plan-shape.ts', because: 'the query plan as the server prints it'},
	{where: 'findings/health/rules.ts', reads: 'oneLine(worst.text)', because: 'cuts the text of a statement'},
	{where: 'findings/sessions/rules.ts', reads: 'text.slice(', because: 'cuts the text of a statement'},
	{where: 'findings/statements/rules.ts', because: 'the text of a statement'},
	{where: 'sampler/statements/plans.ts', because: 'cuts the text of a statement'},
	{where: 'sampler/engine/session.ts', reads: 'text.replaceAll(', because: 'escapes a configured pattern'},
	{where: 'recording/statement-changes.ts', because: 'the text of a statement that was recorded'},
	{where: 'demo/seed.ts', because: 'the statements of the demo’s SQL files'},
	{where: 'actions/engine/notices.ts', reads: '/[.!?]$/', because: 'a period after the server’s message'},
	{where: 'actions/indexes/partitioned-builds.ts', because: 'the statement of a migration file of the pack'},
	{where: 'actions/tables/settings-change.ts', because: 'settings as typed'},
	{where: 'actions/tables/table-settings.ts', reads: 'text.', because: 'reloptions as the server has them'},
	{where: 'actions/vacuum/vacuum-options.ts', because: 'options as typed'},
];

const allows = ({where, reads}: Allowed, found: {file: string; reading: string}) =>
	(where.endsWith('/') ? found.file.startsWith(where) : found.file === where) &&
	(reads === undefined || found.reading.startsWith(reads));

describe('sentences meant for people', () => {
	const readings = readingsIn(source, modules);

	it('are read by no code', () => {
		const wrong = readings.filter(found => !allowed.some(item => allows(item, found)));
		expect(wrong.map(({file, reading}) => `${file}: ${reading}`)).toEqual([]);
	});

	it('have no unused exception', () => {
		const idle = allowed.filter(item => !readings.some(found => allows(item, found)));
		expect(idle.map(({where, reads}) => [where, reads])).toEqual([]);
	});
});

describe('the walk over the sources', () => {
	it.each([
		["check.text.startsWith('no')"],
		['row.verdict.text.slice(4)'],
		["if (section.reason === 'it is locked') stop();"],
		["const no = dropVerdict(row).startsWith('no');"],
		["rows.filter(row => sanitize(row.caution).includes('scan'))"],
		['/^no: /.test(row.detail)'],
		["/^no: /.exec(reason ?? '')"],
		["statements.some(({text}) => text.startsWith('CREATE'))"],
		["statements.some(({text: sql}) => sql.startsWith('CREATE'))"],
		["row.blockers.some(each => each.endsWith('constraint'))"],
		["const [first] = row.cautions; const is = first.includes('unique');"],
		["['primary key', 'unique'].includes(row.reason)"],
		["switch (check.detail) { case 'a': break; }"],
		["row.cause.text!.replace(/x/, '')"],
		["(await why()).text\n\t.split(',')"],
		["const a = 'a sentence' !== note;"],
		['undo.texts.map(text => text.match(/x/))'],
	])('finds %s', text => {
		expect(readingsOf(text)).toHaveLength(1);
	});

	it.each([
		["check.code === 'primary-key'"],
		["check.verdict === 'block'"],
		["row.cause === 'dead-tuples'"],
		['reasons.slice(0, 3)'],
		['details.includes(code)'],
		['note === undefined'],
		["text === ''"],
		["name.startsWith('pg_')"],
		["statement.does === 'create-index'"],
	])('ignores %s', text => {
		expect(readingsOf(text)).toEqual([]);
	});
});
