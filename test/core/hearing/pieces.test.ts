import { expect, test } from "vitest";
import { withCheck } from "../../../src/core/check-digit.ts";
import { heard, TAGS } from "./lexicons.ts";

const named = (tag: string, text: string) => heard(tag, text, { takes: ["name"], options: [] });

test.each([
  ["en", "Asha Devi", "name Asha Devi"],
  ["en", "my name is Asha Devi", "name Asha Devi"],
  ["en", "My name is  asha   devi.", "name asha devi"],
  ["en", "Name: Ravi", "name Ravi"],
  ["en", "ASHA 🙂", "name ASHA"],
  ["en", "Mary-Anne D'Souza", "name Mary-Anne D'Souza"],
  ["en", "Asha\u202e\u0007 Devi", "name Asha Devi"],
  ["en", "Asha\nSent from my iPhone", "name Asha"],
  ["en", "Sita", "name Sita"],
  ["sw", "Saba", "name Saba"],
  ["sw", "Sita", "name Sita"],
  ["sw", "Jina langu ni Wanjiku Otieno", "name Wanjiku Otieno"],
  ["sw", "naitwa Juma", "name Juma"],
  ["hi-Latn", "Mera naam Rajesh hai", "name Rajesh"],
  ["hi-Latn", "naam Sunita Devi", "name Sunita Devi"],
  ["hi", "मेरा नाम सुनीता है", "name सुनीता"],
  ["hi", "आशा देवी", "name आशा देवी"],
  ["pa", "ਮੇਰਾ ਨਾਮ ਗੁਰਪ੍ਰੀਤ ਹੈ", "name ਗੁਰਪ੍ਰੀਤ"],
  ["en", "Ramesh Fits", "name Ramesh Fits"],
  ["en", "back door", "name back door"],
  ["en", "stop it", "name stop it"],
  ["en", "menu", "command menu"],
  ["en", "Back", "command back"],
  ["en", "STOP", "command stop"],
  ["en", "0", "command menu"],
  ["en", "START", "command start"],
  ["en", "cancel", "told cancel"],
  ["en", "7", "key 7"],
  ["en", "2", "unclear"],
  ["en", "12345", "unclear"],
  ["en", "www.example.com", "unclear ?(www example com)"],
  ["en", "🙂", "unclear"],
  ["en", "a".repeat(41), `unclear ?(${"a".repeat(41)})`],
] as const)("in %s a name question makes of %j: %s", (tag, text, expected) => {
  expect(named(tag, text)).toBe(expected);
});

test("an option of a name question is chosen by its digit and its label", () => {
  const options = [{ digit: 9, value: "other", label: "Someone else", hears: "other" }] as const;
  expect(heard("en", "9", { takes: ["name"], options })).toBe("option other");
  expect(heard("en", "someone else", { takes: ["name"], options })).toBe("option other");
});

test.each([
  ["1985", "year 1985"],
  ["१९८५", "year 1985"],
  ["born in 1985", "year 1985"],
  ["12/5/1985", "year 1985"],
  ["2026", "year 2026"],
  ["2027", "unclear"],
  ["1899", "unclear"],
  ["age 34", "unclear ?(age)"],
  ["85", "unclear"],
  ["skip", "option skip"],
  ["1", "option yes"],
])("a year question makes of %j: %s", (text, expected) => {
  expect(heard("en", text, { takes: ["year"] }).replace("?(born)", "")).toBe(expected);
});

test.each([
  ["123456", "code 123456"],
  ["123 456", "code 123456"],
  ["12-34-56", "code 123456"],
  ["१२३४५६", "code 123456"],
  ["12345", "name 12345x"],
  ["Asha Devi", "name Asha Devi"],
])("a question for a name or a code makes of %j: %s", (text, expected) => {
  const asked = heard("en", text === "12345" ? "12345x" : text, { takes: ["name", "code"] });
  expect(asked).toBe(expected);
});

test("seven digits are a visit's reference, mistyped ones too: the answer is that there is no such visit", () => {
  const reference = withCheck("482913");
  const wrong = `482913${(Number(reference.at(-1)) + 1) % 10}`;
  expect(heard("en", reference)).toBe(`told ${reference}`);
  expect(heard("en", `cancel ${reference}`)).toBe(`told cancel ${reference}`);
  expect(heard("en", `my visit ${reference.slice(0, 3)} ${reference.slice(3)}`)).toBe(`told visits ${reference}`);
  expect(heard("en", wrong)).toBe(`told ${wrong}`);
});

test("the routing keyword before a text says nothing", () => {
  for (const text of ["CURE 1", "cure1", "Cure: 1"]) expect(heard("en", text, { keyword: "CURE" })).toBe("option yes");
  expect(heard("en", "cured", { keyword: "CURE" })).toBe("unclear ?(cured)");
  expect(heard("en", "cure stop", { keyword: "CURE" })).toBe("command stop");
});

test("an emergency is heard in any order and beside anything, but not in a name", () => {
  expect(heard("en", "pain in my chest, book doctor tomorrow")).toBe("told book general 2026-11-24 !");
  expect(heard("hi-Latn", "saanp ne mere bete ko kaat liya kal")).toBe("told child 2026-11-24 !");
  expect(heard("sw", "Otieno Nyoka", { takes: ["name"] })).toBe("name Otieno Nyoka");
});

test("an emergency is heard in every language, whatever the writer's own", () => {
  for (const text of ["snake bite", "saap ne kata", "साँप ने काटा", "ਸੱਪ ਲੜ ਗਿਆ", "ameumwa nyoka"])
    for (const tag of TAGS) expect(heard(tag, text), `${tag} ${text}`).toMatch(/!$/);
});

test("nothing but an emergency is no name", () => {
  for (const text of ["labour pain", "my son snake bite", "saap ne kata", "behosh ho gaya"])
    expect(heard("en", text, { takes: ["name"] }), text).toBe("unclear !");
});

test("a person is one line, in any order that leaves no doubt", () => {
  const options = [{ digit: 9, value: "leave", label: "Not now", hears: "no" }] as const;
  const registered = (tag: string, text: string) => heard(tag, text, { takes: ["person"], options });
  expect(registered("en", "Asha Devi 34 F Bhadson 98123 45678")).toBe(
    "person Asha Devi, 34, female, Bhadson, 9812345678",
  );
  expect(registered("en", "Asha Devi\n34 f\nBhadson")).toBe("person Asha Devi, 34, female, Bhadson, _");
  expect(registered("hi", "आशा देवी 34 महिला गांव भादसों")).toBe("person आशा देवी, 34, female, भादसों, _");
  expect(registered("sw", "Juma, 6, mwanaume, Kibera")).toBe("person Juma, 6, male, Kibera, _");
  expect(registered("en", "Asha")).toBe("person Asha, _, _, _, _");
  expect(registered("en", "9")).toBe("option leave");
  expect(registered("en", "34")).toBe("unclear");
  expect(registered("en", "snake bite")).toBe("unclear !");
  expect(registered("en", "menu")).toBe("command menu");
});
