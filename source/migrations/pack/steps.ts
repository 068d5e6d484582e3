import type {PackIndex, PackPartition, PackRelation} from '../../queries/registry/pack-objects.ts';
import {inOrder, type MigrationFile} from '../formats/dbmate.ts';
import type {AddedColumn} from './columns.ts';
import type {Comparison, Finding} from './comparison.ts';
import type {WantedFact} from './manifest.ts';

/** One step towards the state that the pack defines. */
export type Step =
	/** Drops a copy left behind by an interrupted REINDEX CONCURRENTLY. */
	| {readonly kind: 'remove'; readonly index: PackIndex}
	| {readonly kind: 'repair'; readonly index: PackIndex}
	/** Applies a pending file as a whole, with its ledger entry. */
	| {readonly kind: 'file'; readonly file: MigrationFile}
	/** Runs statements of a file, by their positions. */
	| {
			readonly kind: 'parts';
			readonly file: MigrationFile;
			readonly places: readonly number[];
			readonly facts: readonly WantedFact[];
	  }
	/** Adds all missing columns of a table; fills one of them row by row. */
	| {readonly kind: 'columns'; readonly relation: PackRelation; readonly columns: readonly AddedColumn[]}
	| {readonly kind: 'fill'; readonly relation: PackRelation; readonly column: AddedColumn}
	/** Builds the index of a partitioned table, from the statement that would build it on a plain one. */
	| {
			readonly kind: 'partitioned';
			readonly file: MigrationFile;
			readonly place: number;
			readonly fact: WantedFact;
			readonly partitions: readonly PackPartition[];
	  }
	/** Records a file in the ledger whose objects all exist. */
	| {readonly kind: 'mark'; readonly file: MigrationFile}
	| {readonly kind: 'analyze'; readonly tables: readonly string[]};

/**
@param applied versions in the ledger; undefined if the ledger is another tool's, which is never written
*/
export function packSteps(
	files: readonly MigrationFile[],
	comparison: Comparison,
	applied: ReadonlySet<string> | undefined,
): Step[] {
	const {findings, leftovers, neverAnalyzed} = comparison;
	const steps: Step[] = leftovers.map(index => ({kind: 'remove', index}));
	for (const {standing} of findings) {
		if (standing.state === 'invalid') steps.push({kind: 'repair', index: standing.index});
	}
	const staying = applied && new Set(stayingPending(files, comparison, applied));
	for (const file of inOrder(files)) {
		const own = findingsOf(file, comparison);
		const missing = own.flatMap(({fact, standing}) => (standing.state === 'missing' ? [fact] : []));
		const whole = applied?.has(file.version) === false && !staying?.has(file);
		const places = [...new Set(missing.flatMap(fact => placesIn(file, fact)))].sort((a, b) => a - b);
		// A file without objects of its own leaves no trace, so it runs if it is not recorded.
		if (whole && (own.length === 0 || (places.length > 0 && file.up?.transaction))) {
			steps.push({kind: 'file', file}, ...columnSteps(file, own, comparison));
			continue;
		}
		if (file.up?.transaction && places.length > 0) steps.push({kind: 'parts', file, places, facts: missing});
		// The types of the columns come from this file or earlier ones.
		steps.push(...columnSteps(file, own, comparison));
		if (file.up?.transaction === false) {
			for (const place of places) {
				const facts = missing.filter(fact => placesIn(file, fact).includes(place));
				steps.push({kind: 'parts', file, places: [place], facts});
			}
		}
		for (const {fact, standing} of own) {
			const [place] = placesIn(file, fact);
			if (standing.state !== 'partial' || place === undefined) continue;
			steps.push({kind: 'partitioned', file, place, fact, partitions: standing.partitions});
		}
		if (whole) steps.push({kind: 'mark', file});
	}
	const widened = steps.flatMap(step => (step.kind === 'columns' ? [step.relation.name] : []));
	const tables = [...new Set([...widened, ...touched(findings), ...neverAnalyzed.map(({name}) => name)])];
	if (tables.length > 0) steps.push({kind: 'analyze', tables});
	return steps;
}

/**
Files that stay pending, since some of their objects will not exist. A file without objects of its own depends on earlier
files, so it waits for them.
*/
export function stayingPending(
	files: readonly MigrationFile[],
	comparison: Comparison,
	applied: ReadonlySet<string>,
): MigrationFile[] {
	const staying: MigrationFile[] = [];
	for (const file of inOrder(files)) {
		if (applied.has(file.version)) continue;
		const own = findingsOf(file, comparison);
		if (own.length === 0 ? staying.length > 0 : !isComplete(own, comparison)) staying.push(file);
	}
	return staying;
}

function findingsOf(file: MigrationFile, {findings}: Comparison): Finding[] {
	return findings.filter(({fact}) => placesIn(file, fact).length > 0);
}

function placesIn({version}: MigrationFile, {made}: WantedFact): number[] {
	return made.flatMap(statement => {
		const [of, place] = statement.split(':');
		return of === version ? [Number(place)] : [];
	});
}

/** All of its objects exist, or will. */
function isComplete(own: readonly Finding[], {columns}: Comparison): boolean {
	return own.every(
		({fact, standing}) =>
			standing.state !== 'different' &&
			standing.state !== 'left' &&
			!(fact.kind === 'relation' && columns.get(fact.name)?.some(({add}) => !add)),
	);
}

/** Steps for existing tables that this file would create. */
function columnSteps(
	{version}: MigrationFile,
	own: readonly Finding[],
	{columns, relations}: Comparison,
): Step[] {
	return own.flatMap(({fact}): Step[] => {
		const first = fact.kind === 'relation' && fact.made[0]?.split(':')[0] === version;
		const relation = first ? relations.get(fact.name) : undefined;
		const added = columns.get(fact.name)?.flatMap(({add}) => add ?? []) ?? [];
		if (!relation || added.length === 0) return [];
		return [
			{kind: 'columns', relation, columns: added},
			...added.flatMap((column): Step[] =>
				column.way === 'filled' ? [{kind: 'fill', relation, column}] : [],
			),
		];
	});
}

/** New tables, and tables whose new or rebuilt indexes may have statistics of their own. */
function touched(findings: readonly Finding[]): string[] {
	return findings.flatMap(({fact, standing}) => {
		if (standing.state === 'invalid') return [standing.index.table];
		if (standing.state !== 'missing' && standing.state !== 'partial') return [];
		if (fact.kind === 'index' && fact.table !== null) return [fact.table];
		const isTable =
			fact.kind === 'relation' && fact.table === null && 'rpm'.includes(String(fact.definition.kind));
		return isTable ? [fact.name] : [];
	});
}
