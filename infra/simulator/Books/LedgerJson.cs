using System.Text.Json.Serialization;

namespace ServerlessIot.Simulator.Books;

[JsonSerializable(typeof(LedgerLine))]
[JsonSerializable(typeof(LedgerEnd))]
internal sealed partial class LedgerJson : JsonSerializerContext;
