using Newtonsoft.Json;

namespace ServerlessIot.Cosmos.Tests;

/// <summary>A document of the tests.</summary>
public sealed record Item(string id, string pk, int number, [property: JsonProperty(NullValueHandling = NullValueHandling.Ignore)] int? ttl = null);
