import {type Problem, problem} from '../words.ts';

type FileText = {
	/** U+FFFD stands for bytes that are not UTF-8. */
	readonly text: string;
	/** Why it can't be sent to a server. */
	readonly problem?: Problem;
};

const byteOrderMark = '\uFEFF';

/** Decodes a file. A byte order mark at its start, as Windows editors write it, is dropped. */
export function readText(bytes: Uint8Array): FileText {
	const bad = badBytes(bytes);
	const text = new TextDecoder('utf-8', {ignoreBOM: true}).decode(bytes).replace(/^\uFEFF/, '');
	const marked = text.split('\n').findIndex(line => line.startsWith(byteOrderMark)) + 1;
	if (bad !== undefined) return {text, problem: bad};
	return marked > 0 ? {text, problem: problem('byte-order-mark', {line: marked})} : {text};
}

function badBytes(bytes: Uint8Array): Problem | undefined {
	const zero = bytes.indexOf(0);
	if (zero >= 0) return problem('zero-byte', {offset: zero, line: lineAt(bytes, zero)});
	const offset = notUtf8(bytes);
	if (offset === undefined) return undefined;
	const byte = `0x${bytes[offset]?.toString(16).padStart(2, '0')}`;
	return problem('not-utf8', {byte, offset, line: lineAt(bytes, offset)});
}

/** The offset of the first byte that does not belong to a character. */
function notUtf8(bytes: Uint8Array): number | undefined {
	try {
		new TextDecoder('utf-8', {fatal: true}).decode(bytes);
		return undefined;
	} catch {
		// The decoder does not say where: look for the U+FFFD of a lenient decoding that the file does not contain itself.
		let offset = 0;
		for (const character of new TextDecoder('utf-8', {ignoreBOM: true}).decode(bytes)) {
			const genuine = bytes[offset] === 0xef && bytes[offset + 1] === 0xbf && bytes[offset + 2] === 0xbd;
			if (character === '\uFFFD' && !genuine) return offset;
			offset += Buffer.byteLength(character);
		}
		return offset;
	}
}

function lineAt(bytes: Uint8Array, offset: number): number {
	return bytes.subarray(0, offset).filter(byte => byte === 10).length + 1;
}
