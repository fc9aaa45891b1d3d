import type { Application } from './application.ts';

type Person = Pick<NonNullable<Application['buyer']>, 'surname' | 'name' | 'patronymic'>;

/** The parts of a person's name that are known, in their order. */
const partsOf = ({ surname, name, patronymic }: Person) =>
  [surname, name, patronymic].filter((part): part is string => Boolean(part));

/** A person's name as documents show it: surname, name, patronymic. */
export const fullName = (person: Person): string => partsOf(person).join(' ');

/** A person's initials, for those who need not know the name. */
export const initials = (person: Person): string =>
  partsOf(person)
    .map((part) => `${[...part][0]}.`)
    .join(' ');
