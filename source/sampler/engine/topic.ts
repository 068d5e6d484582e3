import type {SectionId, Sections, ServerIdentity} from '../../domain/snapshot/schema.ts';
import {denied, failed, type Section, unsupported} from '../../domain/snapshot/section.ts';
import {absenceWords} from '../../domain/snapshot/words.ts';
import type {Coded} from '../../format/coded.ts';
import type {Reader} from '../../postgres/reader.ts';
import {isConnectionLoss, toServerError} from '../../postgres/server-error.ts';
import type {Capabilities} from '../../queries/capabilities.ts';

/** What a reading may stand on. */
export type TopicContext = {
	readonly reader: Reader;
	/** The same connection, for what has a pace of its own: see `createPace`. */
	readonly apart: Reader;
	readonly now: Date;
	readonly server: ServerIdentity;
	readonly capabilities: Capabilities;
	/** Hours that requests and tenants look back. */
	readonly windowHours: number;
	/** Not read yet since the connection opened. */
	readonly afresh: boolean;
	/** The pane on screen is about it: others that have something of it do not count as a look at it. */
	readonly shown: boolean;
	/** There will be no other sample: what would come a moment later has to be in this one. */
	readonly once?: boolean;
};

type ValueOf<Id extends SectionId> = Extract<Sections[Id], {status: 'ok'}>['value'];

/** One section of the snapshot: which connection reads it, how, and which right it needs. */
export type Topic<Id extends SectionId = SectionId> = {
	readonly id: Id;
	readonly connection: 'sampling' | 'analytics';
	/** How seldom it is read while no pane that shows it is on screen, for findings alone. Without it: as often as it may. */
	readonly unseenMs?: number;
	/** How seldom it is read while the pane on screen is about something else, and shows of it but a few figures. */
	readonly restMs?: number;
	/** Not read at all while no pane that shows it is on screen and nothing records it. */
	readonly onlyWanted?: true;
	/** Looked at between samples too, by a timer of the sampler. */
	readonly beat?: {
		/** How long until the next look; not above zero when it is due. */
		dueInMs(now: Date): number;
		look(reader: Reader, at: Date): Promise<void>;
	};
	/** The GRANT that helps where the role may not read it. */
	grant(context: TopicContext): string;
	read(context: TopicContext): Promise<ValueOf<Id> | Unsupported | Denied>;
	/** Read all of it anew the next time, also what has a pace of its own: somebody has changed it, or asks for it. */
	forget?(): void;
	/** Closes what it has opened for itself. */
	close?(): Promise<void>;
};

/** The server or database does not have what the reading requires. */
export class Unsupported {
	readonly why: Coded;
	/** What would make it available, in whole sentences. */
	readonly help: string | undefined;

	constructor(why: Coded, help?: string) {
		this.why = why;
		this.help = help;
	}
}

/** A right that is missing, known before the server refuses. */
export class Denied {
	readonly why: Coded;
	readonly grant: string;

	constructor(why: Coded, grant: string) {
		this.why = why;
		this.grant = grant;
	}
}

/**
Reads a topic into a section. A refusal or failure becomes its state; only the loss of the connection is thrown, since
that is not the topic's own.
*/
export async function readTopic<Id extends SectionId>(
	topic: Topic<Id>,
	context: TopicContext,
	previous: Section<ValueOf<Id>>,
): Promise<Section<ValueOf<Id>>> {
	try {
		const value = await topic.read(context);
		if (value instanceof Denied) return denied(value.why, value.grant);
		return value instanceof Unsupported
			? unsupported(value.why, value.help)
			: {status: 'ok', value, sampledAt: context.now, tookMs: tookMs(context)};
	} catch (error) {
		if (isConnectionLoss(error)) throw error;
		const serverError = toServerError(error);
		return serverError.code === '42501'
			? denied(absenceWords('server-refused', {message: serverError.message}), topic.grant(context))
			: failed(serverError, previous);
	}
}

function tookMs({reader, apart}: TopicContext): number {
	return Math.round((reader.cost.tookMs + apart.cost.tookMs) * 100) / 100;
}
