import {deflateRawSync, inflateRawSync} from 'node:zlib';
import type * as z from 'zod';
import type {Findings} from '../domain/findings/finding.ts';
import type {Focus} from '../domain/snapshot/detail.ts';
import {detailSection} from '../domain/snapshot/detail.ts';
import {type Sections, type Snapshot, snapshotSchema} from '../domain/snapshot/schema.ts';
import {absenceOf, type Section, unsupported} from '../domain/snapshot/section.ts';
import {absenceWords} from '../domain/snapshot/words.ts';
import {UserError} from '../postgres/errors.ts';
import type {Live} from '../sampler/engine/live.ts';
import {sanitizeDeep} from '../terminal/sanitize.ts';
import {applyPatch, difference, type Patch} from './patch.ts';

/** A sample with the detail of the row that was open, identified by its focus as text. */
export type RecordedDocument = Snapshot & {
	readonly detail?: {readonly focus: string; readonly section: Section<unknown>} | undefined;
};

export function documentOf({snapshot, detail}: Pick<Live, 'snapshot' | 'detail'>): RecordedDocument {
	if (!detail || detail.section.status === 'pending') return snapshot;
	return {...snapshot, detail: {focus: JSON.stringify(detail.focus), section: detail.section}};
}

/** A sample in a file: complete, or the difference to the one before. Times are ISO strings. */
export function packDocument(document: RecordedDocument, before: RecordedDocument | undefined): Buffer {
	const packed = before
		? {patch: difference(before, document) ?? ({o: {}} satisfies Patch)}
		: {whole: document};
	return deflateRawSync(JSON.stringify(packed));
}

/** The document after the one before it. Unchanged parts are the same objects. */
export function unpackDocument(data: Uint8Array, before: unknown): unknown {
	const {whole, patch} = JSON.parse(inflateRawSync(data).toString()) as {whole?: unknown; patch?: Patch};
	return patch === undefined ? sanitizeDeep(whole) : applyPatch(before, sanitizeDeep(patch) as Patch);
}

const unknownHere = unsupported(absenceWords('other-format'));

type Decoder = {
	snapshot(document: unknown, file: string): Snapshot;
	/** Decodes one section, for readers of many moments. */
	section(document: unknown, id: string): Section<unknown> | undefined;
	findings(document: unknown): Findings;
	/** The detail of the open row, if its format is known. */
	detail(document: unknown): Live['detail'];
};

type Members = Partial<Record<keyof RecordedDocument, unknown>>;

const {shape} = snapshotSchema;
const sectionShapes: Readonly<Record<string, z.ZodType>> = shape.sections.shape;
const noFindings: Findings = {
	rows: [],
	unknown: [
		{
			rule: 'recording',
			code: 'failed',
			reason: 'another version of pgdeck recorded the findings, in a format that this one cannot read',
			grant: null,
			blind: true,
		},
	],
};

/** Version 1 of the snapshot had reasons without codes. */
function upgraded(raw: unknown): unknown {
	const {status, code, reason} = (raw ?? {}) as {status?: unknown; code?: unknown; reason?: unknown};
	const uncoded = (status === 'unsupported' || status === 'denied') && code === undefined;
	return uncoded
		? {...(raw as object), ...absenceOf(absenceWords('version-1', {reason: String(reason)}))}
		: raw;
}

/** Decodes documents to snapshots. Unchanged parts are decoded once. */
export function createDecoder(): Decoder {
	const decoded = new WeakMap<object, unknown>();

	function decode(schema: z.ZodType, raw: unknown, otherwise: unknown): unknown {
		if (raw === null || typeof raw !== 'object') return otherwise;
		const known = decoded.get(raw);
		if (known !== undefined) return known;
		const result = schema.safeDecode(upgraded(raw) as never);
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

	function detail(document: unknown): Live['detail'] {
		const raw = (document as Members).detail;
		if (raw === null || typeof raw !== 'object') return undefined;
		const {focus, section: own} = raw as {focus?: unknown; section?: unknown};
		const known = decode(detailSection, own, undefined);
		const wanted = typeof focus === 'string' ? focusOf(focus) : undefined;
		return known === undefined || wanted === undefined
			? undefined
			: ({focus: wanted, section: known} as NonNullable<Live['detail']>);
	}

	return {
		section,
		findings,
		detail,
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
				version: 2,
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

function focusOf(text: string): Focus | undefined {
	try {
		return JSON.parse(text) as Focus;
	} catch {
		// Another version: the row counts as not open.
		return undefined;
	}
}
