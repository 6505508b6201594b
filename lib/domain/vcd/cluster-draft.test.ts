import { describe, expect, it } from "vitest";
import { configOf } from "./cluster-config.fixtures";
import { readClusterDraft, readDraftButton, templateValue, toCheckInput, unwritable } from "./cluster-draft";
import { configToForm } from "./cluster-form";

function sent(fields: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
}

describe("readClusterDraft", () => {
  it("tells the organization of VCD from the one of the page", () => {
    const draft = readClusterDraft(sent({ organization: "acme", vcdOrganization: "tenant1 " }));
    expect(draft.form.organization).toBe("tenant1");
  });

  it.each([
    ["", "", ""],
    ["ubuntu-20.04@1", "ubuntu-20.04", "1"],
    ["odd@name@2", "odd@name", "2"],
    ["only-a-name@", "only-a-name", ""],
  ])("reads the template %j as %j and %j", (template, name, revision) => {
    const { form } = readClusterDraft(sent({ template }));
    expect([form.templateName, form.templateRevision]).toEqual([name, revision]);
    expect(templateValue(form.templateName, form.templateRevision)).toBe(template);
  });

  it("takes a template's name and revision from fields of their own where there is no list", () => {
    const { form } = readClusterDraft(sent({ templateName: "ubuntu", templateRevision: "2" }));
    expect([form.templateName, form.templateRevision]).toEqual(["ubuntu", "2"]);
  });

  it("keeps a text to the letter, but for the line ends that browsers send", () => {
    const draft = readClusterDraft(sent({ as: "yaml", yaml: "\ta: 1\r\n  b: 2\r\n" }));
    expect(draft).toMatchObject({ as: "yaml", yaml: "\ta: 1\n  b: 2\n" });
    expect(toCheckInput(draft)).toEqual({ placeId: "", as: "yaml", yaml: "\ta: 1\n  b: 2\n" });
  });

  it("gives the form's checks the text it came from, where it came from one", () => {
    const draft = readClusterDraft(sent({ as: "form", place: "p1", yaml: "kind: native" }));
    expect(toCheckInput(draft)).toEqual({
      placeId: "p1",
      as: "form",
      form: draft.form,
      base: "kind: native",
    });
    expect(toCheckInput({ ...draft, yaml: "" })).not.toHaveProperty("base");
  });
});

it("takes the Enter key, and whatever else is no button, for the button that asks", () => {
  expect(readDraftButton(sent({}))).toBe("create");
  expect(readDraftButton(sent({ do: "yaml" }))).toBe("yaml");
  expect(readDraftButton(sent({ do: "delete" }))).toBe("create");
});

describe("unwritable", () => {
  const form = configToForm(configOf());
  it.each(["0", "3", " 12 "])("lets %j workers be written", (workers) => {
    expect(unwritable({ ...form, workers })).toEqual({});
  });
  it.each(["", "-1", "two", "1.5", "99999"])("holds back %j workers, which no text could hold", (workers) => {
    expect(Object.keys(unwritable({ ...form, workers }))).toEqual(["workers"]);
  });
});
