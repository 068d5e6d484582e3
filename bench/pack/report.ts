import {promises} from './documents.ts';
import {count, megabytes, milliseconds, percent, table} from './markdown.ts';
import {median} from './plan.ts';
import {indexes, indexText, unused} from './report-indexes.ts';
import type {Results} from './run.ts';
import {type PatternSummary, summarize, summarizeAreas} from './summary.ts';

type Circumstances = {readonly date: string; readonly machine: string};

/** The page docs/pack-indexes.md. */
export function report(results: Results, circumstances: Circumstances): string {
	const patterns = summarize(results);
	return `${[
		'# What the indexes of the registry pack bring, and cost',
		head(results, circumstances),
		'## The promise',
		promise(patterns),
		'## Each query',
		queries(patterns),
		'## Slower, or no faster',
		notFaster(patterns),
		'## The price',
		price(results),
		'## Each index',
		indexes(results, patterns),
		'## Indexes that no query used',
		unused(results, patterns),
	].join('\n\n')}\n`;
}

function head({serverVersion, scale, runs, tables}: Results, {date, machine}: Circumstances): string {
	const sizes = tables.slice(0, 10).map(({name, rows, bytes}) => [name, count(rows), megabytes(bytes)]);
	return `Written by \`npm run bench:pack -- --write\`, not by hand: ${date}, PostgreSQL ${serverVersion}, scale ${scale}, on a machine
with ${machine}. Milliseconds are of that machine; ratios and buffers are what to look at.

- Server settings are the defaults, parallel workers included, but for more memory and no autovacuum.
- Each query runs with one to three sets of parameters (a large, a middling and a small tenant, say), without the indexes
  and with them in turns, once to warm up and then ${runs} times each: medians of \`EXPLAIN (ANALYZE, BUFFERS, TIMING OFF)\`,
  and the mean of them over the sets. Everything is in memory: on a disk, queries that look at many buffers would lose more.
- "Without" is a transaction that drops all indexes of the pack that are named \`idx_…\` and is then rolled back. Primary keys
  and unique constraints are rules, and stay. All of it is after VACUUM and ANALYZE.
- Tables by month are by month on both sides: a query of the last day reads only its month, with or without an index.
- A buffer is a block of 8 kB that was looked at. Data are made up: a few tenants have most of the users, logs reach back
  half a year, latencies have a long tail, 3 in 100 requests fail. The queries are in
  [bench/pack](../bench/pack/patterns.ts).

The largest tables:

${table(['table', 'rows, about', 'size without indexes'], sizes)}`;
}

function promise(patterns: readonly PatternSummary[]): string {
	const rows = summarizeAreas(patterns).map(({area, promised: [least, most], ...found}) => [
		area,
		most === 100 ? `${least} % and more` : `${least}–${most} %`,
		percent(found.medianSaved),
		`${percent(found.leastSaved)} … ${percent(found.mostSaved)}`,
		`${found.kept} of ${found.patterns}`,
	]);
	const kept = summarizeAreas(patterns).reduce((sum, area) => sum + area.kept, 0);
	return `The documents that the pack was made from promise how much less time queries take. Here nothing counts as saved where no
index of the pack is used, or where the difference is within chance.
For request routing and for dashboards they give no number of their own: there it is the ${promises['request routing'].join('–')} % that they give for all.

${table(['', 'promised', 'saved, median', 'least … most', 'queries that keep the promise'], rows)}

${kept} of ${patterns.length} queries keep the least that is promised.${chance(patterns)}`;
}

/** How much the same plan differs between the two measurements, which is the error of any other difference. */
function chance(patterns: readonly PatternSummary[]): string {
	const differences = patterns
		// Below this, the clock itself matters.
		.filter(({verdict, without}) => verdict === 'unused' && without.ms >= 0.1)
		.map(({saved}) => Math.abs(saved));
	if (differences.length === 0) return '';
	return ` Queries that use none of the indexes differed by up to ${percent(Math.max(...differences))}
all the same: on this machine so much is chance.`;
}

function queries(patterns: readonly PatternSummary[]): string {
	const rows = patterns.map(pattern => [
		String(pattern.number),
		`${pattern.area}: ${pattern.name}`,
		milliseconds(pattern.without.ms),
		milliseconds(pattern.with.ms),
		savedText(pattern),
		count(pattern.without.buffers),
		count(pattern.with.buffers),
		indexText(pattern),
	]);
	return `Indexes that are not named \`idx_…\` are those of keys, which are there without the pack too. In brackets: how many
of the sets of parameters used it, if not all, and what was saved with each set.

${table(['#', 'query', 'ms without', 'ms with', 'time saved', 'buffers without', 'with', 'index used'], rows)}`;
}

function savedText({verdict, saved, savedBySet}: PatternSummary): string {
	if (verdict === 'unused') return 'none';
	const each = savedBySet.length > 1 ? ` (${savedBySet.map(percent).join(', ')})` : '';
	return `${percent(saved)}${each}`;
}

function notFaster(patterns: readonly PatternSummary[]): string {
	const reasons = {
		slower: 'slower with the indexes',
		alike: 'an index is used, and it takes as long',
		unused: 'no index of the pack is used',
	} as const;
	const rows = patterns.flatMap(pattern => {
		const {verdict, number, area, name, without, with: withThem} = pattern;
		if (verdict === 'faster') return [];
		return [
			[
				String(number),
				`${area}: ${name}`,
				reasons[verdict],
				`${milliseconds(without.ms)} → ${milliseconds(withThem.ms)}`,
				indexText(pattern),
			],
		];
	});
	if (rows.length === 0) return 'None.';
	return `Less than a tenth, or than 0.02 ms, is called as long. A single set of parameters may be slower although the
query is faster as a whole: that shows as a negative number in the table above.

${table(['#', 'query', '', 'ms', 'index used'], rows)}`;
}

function price({indexes: built, tables, writes, patterns}: Results): string {
	const indexSum = built.reduce((sum, {bytes}) => sum + bytes, 0);
	const tableSum = tables.reduce((sum, {bytes}) => sum + bytes, 0);
	const buildSeconds = built.reduce((sum, {buildMs}) => sum + buildMs, 0) / 1000;
	const sets = patterns.flatMap(pattern => pattern.sets);
	const planning = (side: 'without' | 'with') => milliseconds(median(sets.map(set => set[side].planningMs)));
	const rows = writes.map(({name, without, with: withThem}) => [
		name,
		milliseconds(without),
		milliseconds(withThem),
		`${(withThem / without).toFixed(1)}×`,
	]);
	return `- ${built.length} indexes take ${megabytes(indexSum)}, beside ${megabytes(tableSum)} of tables; keys not counted. The documents say 50 to 100 MB.
- Building them took ${buildSeconds.toFixed(1)} s, one after the other and not CONCURRENTLY.
- Planning a query took ${planning('without')} ms without and ${planning('with')} ms with them (medians).
- Writing takes longer, because each row goes into each index of its table. By the server itself, without the way there and
  back, checks of foreign keys included:

${table(['', 'ms without', 'ms with', 'takes'], rows)}`;
}
