using System.Text.Json.Nodes;

namespace ServerlessIot.Domain.Tests.Rules.Files;

/// <summary>For each kind a rule with every member that it can have; members that exclude each other are in a second one.</summary>
internal static class KindExamples
{
    private const string Head = """
        "scope":{"tenants":"demo","devices":["d1","d2*"],"profiles":["generic"],"types":["machine*"],"tags":{"site":"plant1","line":["a","b*"]}},"disabled":false,"severity":4,"level":"high",
         "message":"{device}: {value}","cooldown":"10m","groupBy":"site","action":"stop","source":"SOURCES 1"
        """;

    internal static IReadOnlyList<string> All { get; } =
    [
        $$$"""{"id":"r",{{{Head}}},"for":"30s","kind":"threshold","measure":["t*","u"],"above":10,"below":1,"hysteresis":0.5,"unit":"celsius"}""",
        $$$"""{"id":"r",{{{Head}}},"for":"30s","kind":"rate","measure":"t","above":10,"per":"1m","direction":"rise"}""",
        $$$"""{"id":"r",{{{Head}}},"for":"30s","kind":"spread","measure":"t","above":10,"samples":10,"least":3,"within":"1h"}""",
        $$$"""{"id":"r",{{{Head}}},"kind":"absence","measure":"t","after":"10m"}""",
        $$$"""{"id":"r",{{{Head}}},"kind":"offline","measure":"t","after":"30s"}""",
        $$$"""{"id":"r",{{{Head}}},"for":"30s","kind":"zscore","measure":"t","window":"5m","buckets":30,"samples":5,"score":0.8,"high":0.9,"scale":3,"learn":"1h","actions":{"score":0.9,"above":85,"then":"shutdown","else":"throttle"}}""",
        $$$"""{"id":"r",{{{Head}}},"kind":"trend","measure":"t","above":85,"window":"30m","buckets":30,"warn":"15m","confidence":0.8}""",
        $$$"""{"id":"r",{{{Head}}},"kind":"trend","measure":"t","below":10,"window":"30m","warn":"15m"}""",
        $$$"""{"id":"r",{{{Head}}},"for":"30s","kind":"geofence","when":"enter","polygon":[[[0,0],[10,0],[10,10],[0,0]],[[4,1],[6,1],[6,2]]],"altitude":{"from":0,"to":120}}""",
        $$$"""{"id":"r",{{{Head}}},"for":"30s","kind":"geofence","when":"inside","circle":{"latitude":48,"longitude":11,"radius":500}}""",
        $$$"""{"id":"r",{{{Head}}},"for":"30s","kind":"pattern","symptoms":[{"name":"hot","measure":"t","above":80,"below":-10,"weight":0.7},{"name":"bad","measure":"v","below":1,"weight":0.3}],"threshold":0.7,"within":"5m","fault":"hardware","cause":"it fails","actions":["replace","check"],"minutes":120}""",
        $$$"""{"id":"r",{{{Head}}},"for":"30s","kind":"multivariate","model":[{"measure":"t","mean":25,"deviation":5},{"measure":"v","mean":0.05,"deviation":0.02}],"score":0.7}""",
        $$$"""{"id":"r",{{{Head}}},"for":"30s","kind":"expression","when":"t > 80 and v / t > 3","within":"60s"}""",
    ];

    /// <summary>A rule with its place in a file around it.</summary>
    internal static string File(JsonNode rule) => new JsonObject { ["version"] = 1, ["rules"] = new JsonArray(rule.DeepClone()) }.ToJsonString();
}
