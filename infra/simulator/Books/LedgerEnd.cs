using System.Text.Json.Serialization;

namespace ServerlessIot.Simulator.Books;

/// <summary>The ledger's last line: <c>{"total":{…}}</c>.</summary>
internal sealed record LedgerEnd([property: JsonPropertyName("total")] LedgerTotal? Total);
