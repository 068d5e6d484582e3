import {describe, expect, it} from 'vitest';
import {codedSchema} from '../../source/domain/snapshot/coded-schema.ts';
import {coder} from '../../source/format/coded.ts';

const words = {
	'primary-key': () => 'backs the primary key',
	'foreign-key': ({constraint}: {constraint: string}) => `only index for FK ${constraint}`,
};
const reason = coder(words);

describe('coder', () => {
	it('makes the sentence from the facts and keeps both', () => {
		expect(reason('foreign-key', {constraint: 'orders_fkey'})).toEqual({
			code: 'foreign-key',
			facts: {constraint: 'orders_fkey'},
			text: 'only index for FK orders_fkey',
		});
	});

	it('needs no facts if the sentence has none', () => {
		expect(reason('primary-key')).toEqual({code: 'primary-key', facts: {}, text: 'backs the primary key'});
	});

	it('throws on a code without words', () => {
		expect(() => reason('unknown' as 'primary-key')).toThrow('There are no words for the code unknown.');
	});
});

describe('codedSchema', () => {
	it('accepts the codes of the words and no others', () => {
		const schema = codedSchema(words);
		expect(schema.parse(reason('primary-key'))).toEqual(reason('primary-key'));
		expect(schema.safeParse({code: 'other', facts: {}, text: ''}).success).toBe(false);
	});
});
