// Asks veraPDF whether each file it is given is PDF/UA-1; prints a line for each: its name, and what is wrong.
// Run by Rhino, which knows JavaScript of before 2015.
var vera = Packages.org.verapdf;
vera.gf.foundry.VeraGreenfieldFoundryProvider.initialise();
var flavour = vera.pdfa.flavours.PDFAFlavour.PDFUA_1;
var foundry = vera.pdfa.Foundries.defaultInstance();
for (var i = 0; i < arguments.length; i++) {
  var parser = foundry.createParser(new java.io.File(arguments[i]), flavour);
  var result = foundry.createValidator(flavour, false).validate(parser);
  var faults = result.getTestAssertions().toArray().map(function (fault) {
    return String(fault.getMessage());
  });
  print([arguments[i], result.isCompliant()].concat(faults).join("\t"));
  parser.close();
}
