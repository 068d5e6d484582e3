import type {AlterTableCmd, Node} from 'libpg-query';
import {identifier} from '../../format/identifier.ts';
import type {ForeignKey} from '../../queries/tables/relations-by-name.ts';
import type {Lock} from './lock-rules.ts';
import {namesOf, relationName} from './lock-rules.ts';
import type {Ends, Link, Relations} from './relations.ts';

/** Kinds that other things may hang on. */
const held = ['OBJECT_TABLE', 'OBJECT_FOREIGN_TABLE', 'OBJECT_VIEW', 'OBJECT_MATVIEW', 'OBJECT_SEQUENCE'];

/** Statements that reach further than to the tables that they name. */
function reaches(node: Node): Array<{name: string; to: (ends: Ends) => readonly string[]}> {
	if ('DropStmt' in node) {
		const {objects = [], removeType = '', behavior} = node.DropStmt;
		const cascade = behavior === 'DROP_CASCADE';
		if (!held.includes(removeType) || !(cascade || removeType.endsWith('TABLE'))) return [];
		return objects.map(object => ({
			name: namesOf(object).join('.'),
			to: ({droppedWith, cascadedWith}) => (cascade ? cascadedWith : droppedWith),
		}));
	}
	if ('TruncateStmt' in node && node.TruncateStmt.behavior === 'DROP_CASCADE') {
		return (node.TruncateStmt.relations ?? []).flatMap(relation =>
			'RangeVar' in relation
				? [{name: relationName(relation.RangeVar), to: ({truncatedWith}: Ends) => truncatedWith}]
				: [],
		);
	}
	if ('AlterTableStmt' in node && node.AlterTableStmt.relation) {
		const name = relationName(node.AlterTableStmt.relation);
		return (node.AlterTableStmt.cmds ?? []).flatMap(command => {
			const undone = 'AlterTableCmd' in command ? undoes(command.AlterTableCmd) : undefined;
			if (!undone || !('AlterTableCmd' in command)) return [];
			const cascade = command.AlterTableCmd.behavior === 'DROP_CASCADE';
			const to = ({foreignKeys, cascadedWith}: Ends) => {
				const ends = foreignKeys.map(({other}) => other);
				return [
					...foreignKeys.filter(undone).map(({other}) => other),
					// Views and policies, of which it is not known whether they need that very column.
					...(cascade ? cascadedWith.filter(name => !ends.includes(name)) : []),
				];
			};
			return [{name, to}];
		});
	}
	return [];
}

/** The foreign keys that such a command drops, or makes anew. What is not known of one may be what it is about. */
function undoes({subtype, name: plain, behavior}: AlterTableCmd): ((key: ForeignKey) => boolean) | undefined {
	if (plain === undefined) return undefined;
	const name = identifier(plain);
	const cascade = behavior === 'DROP_CASCADE';
	const hasColumn = ({columns}: ForeignKey) => columns?.includes(name) ?? true;
	switch (subtype) {
		case 'AT_DropConstraint':
			return key => (key.incoming ? cascade && (key.key ?? name) === name : (key.name ?? name) === name);
		case 'AT_DropColumn':
			return key => hasColumn(key) && (cascade || !key.incoming);
		case 'AT_AlterColumnType':
			return hasColumn;
		default:
			return undefined;
	}
}

/** Tables to be asked of the catalog: what else is locked with them. */
export const namesThatReach = (node: Node): string[] => reaches(node).map(({name}) => name);

/** Their other ends: a foreign key hangs on both of its tables. Where they are not known, that is said. */
export function lockedBesides(node: Node, relations: Relations): Lock[] {
	return reaches(node).flatMap(({name, to}) => {
		const ends = relations.ends(name);
		const others = ends ? to(ends) : [`what its foreign keys lead to (${name})`];
		return others
			.filter(other => relations.find(other)?.there !== false)
			.map((relation): Lock => ({mode: 'ACCESS EXCLUSIVE', relation}));
	});
}

/** The foreign keys that a statement makes. */
export function linksMadeBy(node: Node): Link[] {
	if ('CreateStmt' in node && node.CreateStmt.relation) {
		return linksOf(relationName(node.CreateStmt.relation), node.CreateStmt.tableElts);
	}
	if ('AlterTableStmt' in node && node.AlterTableStmt.relation) {
		const definitions = (node.AlterTableStmt.cmds ?? []).flatMap(command =>
			'AlterTableCmd' in command && command.AlterTableCmd.def ? [command.AlterTableCmd.def] : [],
		);
		return linksOf(relationName(node.AlterTableStmt.relation), definitions);
	}
	return [];
}

function linksOf(from: string, elements: readonly Node[] | undefined, column?: string): Link[] {
	return (elements ?? []).flatMap(element => {
		if ('ColumnDef' in element) {
			return linksOf(from, element.ColumnDef.constraints, element.ColumnDef.colname);
		}
		if (!('Constraint' in element) || element.Constraint.contype !== 'CONSTR_FOREIGN') return [];
		const {conname, pktable, fk_attrs: own, pk_attrs: keys} = element.Constraint;
		if (!pktable) return [];
		return [
			{
				from,
				to: relationName(pktable),
				name: conname === undefined ? null : identifier(conname),
				columns: column === undefined ? columnNames(own) : [identifier(column)],
				keyColumns: columnNames(keys),
			},
		];
	});
}

function columnNames(attributes: readonly Node[] | undefined): string[] | null {
	return (
		attributes?.map(attribute => identifier('String' in attribute ? (attribute.String.sval ?? '') : '')) ??
		null
	);
}
