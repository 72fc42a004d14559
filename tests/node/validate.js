// Says what is wrong with HTML files, one finding a line; prints the number of files.
"use strict";
const { HtmlValidate } = require("html-validate");

const validate = new HtmlValidate({
  extends: ["html-validate:standard"],
  rules: {
    // Matters of taste, not of HTML.
    "no-inline-style": "off",
    "no-trailing-whitespace": "off",
    "void-style": "off",
    "doctype-style": "off",
    "attribute-boolean-style": "off",
    "long-title": "off",
    "require-sri": "off",
    "no-implicit-button-type": "off",
    "prefer-native-element": "off",
    "tel-non-breaking": "off",
  },
});
const main = async () => {
  const files = process.argv.slice(2);
  let wrong = 0;
  for (const file of files) {
    const report = await validate.validateFile(file);
    for (const result of report.results) {
      for (const message of result.messages) {
        wrong += 1;
        console.log(`${file}:${message.line}:${message.column}: ${message.ruleId}: ${message.message}`);
      }
    }
  }
  console.log(`${files.length} files, ${wrong} findings`);
};
main().catch((error) => { console.error(error); process.exit(1); });
