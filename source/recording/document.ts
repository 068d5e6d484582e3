import {deflateRawSync, inflateRawSync} from 'node:zlib';
import type * as z from 'zod';
import {UserError} from '../postgres/errors.ts';
import type {Findings} from '../snapshot/finding.ts';
import {type Sections, type Snapshot, snapshotSchema} from '../snapshot/schema.ts';
import type {Section} from '../snapshot/section.ts';
import {sanitiseDeep} from '../terminal/sanitise.ts';
import {applyPatch, difference, type Patch} from './patch.ts';

/** A sample as a file keeps it: whole, or as what makes it of the one before. Times are ISO strings, as in JSON. */
export function packSnapshot(snapshot: Snapshot, before: Snapshot | undefined): Buffer {
	const document = before
		? {patch: difference(before, snapshot) ?? ({o: {}} satisfies Patch)}
		: {whole: snapshot};
	return deflateRawSync(JSON.stringify(document));
}

/** The document after the one before it. What did not change is the same object as there. */
export function unpackDocument(data: Uint8Array, before: unknown): unknown {
	const {whole, patch} = JSON.parse(inflateRawSync(data).toString()) as {whole?: unknown; patch?: Patch};
	return patch === undefined ? sanitiseDeep(whole) : applyPatch(before, sanitiseDeep(patch) as Patch);
}

const unknownHere: Section<never> = {
	status: 'unsupported',
	reason: 'This recording has none of it: another version of pgdeck made it.',
};

export type Decoder = {
	snapshot(document: unknown, file: string): Snapshot;
	/** One section, for whoever goes through many moments and looks at few of them. */
	section(document: unknown, id: string): Section<unknown> | undefined;
	findings(document: unknown): Findings;
};

type Members = Partial<Record<keyof Snapshot, unknown>>;

const {shape} = snapshotSchema;
const sectionShapes: Readonly<Record<string, z.ZodType>> = shape.sections.shape;
const noFindings: Findings = {
	rows: [],
	unknown: [
		{
			rule: 'findings',
			reason: 'the recording has them in a form that this pgdeck does not know',
			blind: true,
		},
	],
};

/** Makes snapshots of documents. What did not change is decoded once. */
export function createDecoder(): Decoder {
	const decoded = new WeakMap<object, unknown>();

	function decode(schema: z.ZodType, raw: unknown, otherwise: unknown): unknown {
		if (raw === null || typeof raw !== 'object') return otherwise;
		const known = decoded.get(raw);
		if (known !== undefined) return known;
		const result = schema.safeDecode(raw as never);
		const value = result.success ? result.data : otherwise;
		if (value !== undefined) decoded.set(raw, value);
		return value;
	}

	function section(document: unknown, id: string): Section<unknown> | undefined {
		const raw = ((document as Members).sections ?? {}) as Readonly<Record<string, unknown>>;
		const schema = sectionShapes[id];
		return (schema && decode(schema, raw[id], unknownHere)) as Section<unknown> | undefined;
	}

	const findings = (document: unknown) =>
		decode(shape.findings, (document as Members).findings, noFindings) as Findings;

	return {
		section,
		findings,
		snapshot(document, file) {
			const members = document as Members;
			const server = decode(shape.server, members.server, undefined);
			const takenAt = shape.takenAt.safeDecode(members.takenAt as never);
			if (server === undefined || !takenAt.success) {
				throw new UserError(
					`The recording ${file} is damaged, or of another version of pgdeck. Use the one that made it.`,
				);
			}
			return {
				version: 1,
				takenAt: takenAt.data,
				server: server as Snapshot['server'],
				sections: Object.fromEntries(
					Object.keys(sectionShapes).map(id => [id, section(document, id)]),
				) as unknown as Sections,
				findings: findings(document),
				cost: decode(shape.cost, members.cost, {queries: 0, tookMs: 0}) as Snapshot['cost'],
			};
		},
	};
}
