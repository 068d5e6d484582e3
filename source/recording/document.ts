import {deflateRawSync, inflateRawSync} from 'node:zlib';
import type * as z from 'zod';
import {UserError} from '../postgres/errors.ts';
import {type SectionId, type Sections, type Snapshot, snapshotSchema} from '../snapshot/schema.ts';
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

/** Makes snapshots of documents. A section that did not change is decoded once. */
export function createDecoder(): (document: unknown, file: string) => Snapshot {
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

	return (document, file) => {
		const members = document as Partial<Record<keyof Snapshot, unknown>>;
		const raw = (members.sections ?? {}) as Partial<Record<SectionId, unknown>>;
		const {shape} = snapshotSchema;
		const sections = Object.fromEntries(
			Object.entries(shape.sections.shape).map(([id, schema]) => [
				id,
				decode(schema, raw[id as SectionId], unknownHere),
			]),
		) as unknown as Sections;
		const server = decode(shape.server, members.server, undefined);
		const takenAt = shape.takenAt.safeDecode(members.takenAt as never);
		if (server === undefined || !takenAt.success) {
			throw new UserError(
				`The recording ${file} is damaged, or of another version of pgdeck. Use the one that made it.`,
			);
		}
		const reason = 'the recording has them in a form that this pgdeck does not know';
		return {
			version: 1,
			takenAt: takenAt.data,
			server: server as Snapshot['server'],
			sections,
			findings: decode(shape.findings, members.findings, {
				rows: [],
				unknown: [{rule: 'findings', reason, blind: true}],
			}) as Snapshot['findings'],
			cost: decode(shape.cost, members.cost, {queries: 0, tookMs: 0}) as Snapshot['cost'],
		};
	};
}
