import { globSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { expect, test } from 'vitest';

/** The names that an `export` statement declares: none for a re-export, which is documented where it is declared. */
function exportedNames(statement: ts.Statement): string[] {
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  if (!modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
  return declaredNames(statement);
}

function declaredNames(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  }
  if (
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement)
  ) {
    return [statement.name?.text ?? 'default'];
  }
  return [];
}

/** Whether a doc comment ends right above a statement. One with an empty line below it is about the file, not about what follows. */
function isDocumented(statement: ts.Statement | undefined): boolean {
  if (!statement) return false;
  const { text } = statement.getSourceFile();
  const comments = ts.getLeadingCommentRanges(text, statement.getFullStart()) ?? [];
  const doc = comments.findLast(({ pos }) => text.startsWith('/**', pos));
  return doc !== undefined && !/\n\s*\n/.test(text.slice(doc.end, statement.getStart()));
}

/**
 * What the statement above already says: the type of a schema (`z.infer<typeof schema>`), of a list's members
 * (`(typeof LIST)[number]`) or of a table's keys (`keyof typeof TABLE`) right below the documented schema, list or
 * table; a further signature of a documented function; a function's `handler`, made by a documented factory above it.
 */
function isSaidAbove(statement: ts.Statement, above: ts.Statement[]): boolean {
  const before = above.at(-1);
  if (!before) return false;
  const names = declaredNames(before);
  if (ts.isTypeAliasDeclaration(statement)) {
    const [, of] =
      /^(?:z\.(?:infer|output)<typeof (\w+)>|\(typeof (\w+)\)\[number\]|keyof typeof (\w+))$/
        .exec(statement.type.getText())
        ?.filter((each) => each !== undefined) ?? [];
    return of !== undefined && names.includes(of) && isDocumented(before);
  }
  if (ts.isFunctionDeclaration(statement) && statement.name && names.includes(statement.name.text)) {
    return isDocumented(before) || isSaidAbove(before, above.slice(0, -1));
  }
  return declaredNames(statement).includes('handler') && above.some((each) => exportedNames(each).length > 0);
}

/** The exports of a file, and which of them lack a doc comment. */
function exportsOf(path: string): { all: string[]; undocumented: string[] } {
  const { statements } = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const all = statements.flatMap(exportedNames);
  const undocumented = statements
    .filter((each, index) => !isDocumented(each) && !isSaidAbove(each, statements.slice(0, index)))
    .flatMap(exportedNames);
  return { all, undocumented: undocumented.map((name) => `${path}: ${name}`) };
}

test('every exported function, class, type and constant says what it is', () => {
  const found = globSync('{lib,functions,local,bin,tools}/**/*.ts').toSorted().map(exportsOf);
  expect(found.flatMap(({ all }) => all).length).toBeGreaterThan(500);
  expect(found.flatMap(({ undocumented }) => undocumented)).toEqual([]);
});
