using System.Text;
using ServerlessIot.Domain.Rules;
using ServerlessIot.Domain.Rules.Files;

namespace ServerlessIot.Domain.Tests.Rules.Files;

public sealed class RuleFileTest
{
    private const string Calm = """{"id":"calm","kind":"threshold","measure":"m","above":1,"severity":3}""";

    /// <summary>A rule on line 3 of the file, and why the file is refused.</summary>
    public static TheoryData<string, string> Faults => new()
    {
        { """{"id":"r","kind":"threshold","measure":"m","abov":1,"severity":3}""", "rules[1] needs 'above' or 'below', or both." },
        { """{"id":"r","kind":"threshold","measure":"m","above":1,"severity":3,"colour":"red"}""", "rules[1] has no member 'colour'; it may have above, action, below, cooldown, disabled, for, groupBy, hysteresis, id, kind, level, measure, message, scope, severity, source, unit." },
        { """{"id":"r","kind":"threshold","measure":"m","above":"1","severity":3}""", "rules[1].above must be a number." },
        { """{"id":"r","kind":"threshold","measure":"m","above":1,"severity":6}""", "rules[1].severity must be a number from 1 to 5." },
        { """{"id":"r","kind":"threshold","measure":"m","above":1,"severity":2.5}""", "rules[1].severity must be a whole number." },
        { """{"id":"r","kind":"threshold","measure":"m","above":1}""", "rules[1] needs a severity from 1 to 5, or a level." },
        { """{"id":"r","kind":"threshold","measure":"m","above":1,"severity":1,"level":"high"}""", "rules[1] has severity 1, but level high is 4." },
        { """{"id":"r","kind":"threshold","measure":"m","above":1,"level":"bad"}""", "rules[1].level must be one of info, low, normal, warning, medium, high, critical." },
        { """{"id":"calm","kind":"threshold","measure":"m","above":1,"severity":3}""", "rules[1] has the id 'calm', which another rule has." },
        { """{"id":"r r","kind":"threshold","measure":"m","above":1,"severity":3}""", "rules[1] needs an id of letters, digits, - and _." },
        { """{"kind":"threshold","measure":"m","above":1,"severity":3}""", "rules[1] needs the member 'id'." },
        { """{"id":"r","measure":"m","above":1,"severity":3}""", "rules[1] needs the member 'kind'." },
        { """{"id":"r","kind":"limit","severity":3}""", "rules[1].kind must be one of threshold, rate, spread, absence, offline, zscore, trend, geofence, pattern, multivariate, expression." },
        { """{"id":"r","kind":"threshold","measure":"m","above":1,"severity":3,"severity":4}""", "The member 'severity' is there twice." },
        { """{"id":"r","kind":"threshold","measure":"m","above":1,"below":2,"severity":3}""", "rules[1] has limits that nothing lies between." },
        { """{"id":"r","kind":"threshold","measure":"m","above":10,"below":0,"hysteresis":6,"severity":3}""", "rules[1] has a hysteresis that leaves nothing between the limits." },
        { """{"id":"r","kind":"threshold","measure":"a*b","above":1,"severity":3}""", "rules[1] has the pattern 'a*b'; a * stands for any rest, at the end only." },
        { """{"id":"r","kind":"threshold","measure":"m","above":1e999,"severity":3}""", "1e999 is beyond what a number can be." },
        { """{"id":"r","kind":"threshold","measure":"","above":1,"severity":3}""", "rules[1].measure must be text of 1 to 256 characters." },
        { """{"id":"r","kind":"threshold","measure":["m",3],"above":1,"severity":3}""", "rules[1].measure must be a text, or an array of 1 to 64 texts." },
        { """{"id":"r","kind":"threshold","measure":"m","above":1,"severity":3,"for":"30"}""", "rules[1].for must be a duration from 1s to 1d, such as 30s, 5m, 12h or 14d." },
        { """{"id":"r","kind":"threshold","measure":"m","above":1,"severity":3,"for":"NaNs"}""", "rules[1].for must be a duration from 1s to 1d, such as 30s, 5m, 12h or 14d." },
        { """{"id":"r","kind":"threshold","measure":"m","above":1,"severity":3,"for":"2d"}""", "rules[1].for must be a duration from 1s to 1d, such as 30s, 5m, 12h or 14d." },
        { """{"id":"r","kind":"threshold","measure":"m","above":1,"severity":3,"cooldown":30}""", "rules[1].cooldown must be a duration from 1s to 30d, such as 30s, 5m, 12h or 14d." },
        { """{"id":"r","kind":"threshold","measure":"m","above":1,"severity":3,"action":"rm -rf"}""", "rules[1] has an action with other characters than letters, digits, - _ and .." },
        { """{"id":"r","kind":"threshold","measure":"m","above":1,"severity":3,"disabled":1}""", "rules[1].disabled must be true or false." },
        { """{"id":"r","kind":"threshold","measure":"m","above":1,"severity":3,"scope":{"profiles":["car"]}}""", "rules[1].scope has the profile 'car'; there are factory, vehicle, sensor, generic." },
        { """{"id":"r","kind":"threshold","measure":"m","above":1,"severity":3,"scope":{"tag":{}}}""", "rules[1].scope has no member 'tag'; it may have devices, groups, profiles, tags, tenants, types." },
        { """{"id":"r","kind":"threshold","measure":"m","above":1,"severity":3,"scope":{"tags":{}}}""", "rules[1].scope.tags must have 1 to 16 members." },
        { """{"id":"r","kind":"threshold","measure":"m","above":1,"severity":3,"scope":[]}""", "rules[1].scope must be an object." },
        { """{"id":"r","kind":"absence","after":"10m","for":"1m","severity":3}""", "rules[1] has 'for'; a silence lasts by itself, say 'after'." },
        { """{"id":"r","kind":"absence","severity":3}""", "rules[1] needs the member 'after'." },
        { """{"id":"r","kind":"spread","measure":"m","above":1,"samples":3,"least":4,"severity":3}""", "rules[1].least must be a number from 2 to 3." },
        { """{"id":"r","kind":"trend","measure":"m","above":9,"below":1,"window":"1h","warn":"5m","severity":3}""", "rules[1] needs either 'above' or 'below'." },
        { """{"id":"r","kind":"zscore","measure":"m","window":"5m","score":0.8,"high":0.5,"severity":3}""", "rules[1].high must be a number from 0.8 to 1." },
        { """{"id":"r","kind":"zscore","measure":"m","window":"5m","score":0.8,"actions":{"score":0.9,"above":1,"than":"x"},"severity":3}""", "rules[1].actions has no member 'than'; it may have above, else, score, then." },
        { """{"id":"r","kind":"pattern","symptoms":[{"name":"a","measure":"a","above":0,"weight":0.4}],"threshold":0.5,"fault":"f","severity":3}""", "rules[1] has symptoms whose weights together do not reach its threshold." },
        { """{"id":"r","kind":"pattern","symptoms":[{"name":"a","measure":"a","weight":0.4}],"threshold":0.4,"fault":"f","severity":3}""", "rules[1].symptoms[0] needs 'above' or 'below', or both." },
        { """{"id":"r","kind":"multivariate","model":[],"score":0.5,"severity":3}""", "rules[1] needs a model of one measure at least." },
        { """{"id":"r","kind":"multivariate","model":[{"measure":"a","mean":0,"deviation":0}],"score":0.5,"severity":3}""", "rules[1].model[0].deviation must be a number from 1E-12 to 1.7976931348623157E+308." },
        { """{"id":"r","kind":"expression","when":"a >","severity":3}""", "rules[1] has a condition 'when' that is none: The expression ends too early. (character 4)." },
        { """{"id":"r","kind":"expression","when":"1 > 0","severity":3}""", "rules[1] has a condition 'when' without any measure." },
        { """{"id":"r","kind":"geofence","when":"inside","severity":3}""", "rules[1] needs either 'polygon' or 'circle'." },
        { """{"id":"r","kind":"geofence","when":"near","severity":3}""", "rules[1].when must be one of inside, outside, enter, leave." },
        { """{"id":"r","kind":"geofence","when":"inside","polygon":[],"severity":3}""", "rules[1].polygon must be an array of 1 to 32 rings." },
        { """{"id":"r","kind":"geofence","when":"inside","polygon":[[[0,0],[1,1],[0,0]]],"severity":3}""", "rules[1].polygon must have rings of 3 to 1000 corners." },
        { """{"id":"r","kind":"geofence","when":"inside","polygon":[[[0,0],[1,1],[0,91]]],"severity":3}""", "rules[1].polygon must have corners of [longitude, latitude] in degrees." },
        { """{"id":"r","kind":"geofence","when":"inside","polygon":[[[0,0],[1,1],[0,1]]],"circle":{"latitude":0,"longitude":0,"radius":9},"severity":3}""", "rules[1] needs either 'polygon' or 'circle'." },
        { """{"id":"r","kind":"geofence","when":"inside","circle":{"latitude":0,"longitude":0,"radius":9},"altitude":{"from":9,"to":1},"severity":3}""", "rules[1].altitude has a 'from' above its 'to'." },
        { "17", "rules[1] must be an object." },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_is_told_with_its_line_and_refuses_the_whole_file(string rule, string reason)
    {
        var error = Refusal($"{{\"version\":1,\"rules\":[\n{Calm},\n{rule}\n]}}");
        Assert.Equal((3, reason), (error.Line, error.Reason));
        Assert.Equal($"Line 3: {reason}", error.Message);
    }

    [Theory]
    [InlineData("", 1, "The file is no JSON: ")]
    [InlineData("{\"version\":1,\n\"rules\":[\n}", 3, "The file is no JSON: ")]
    [InlineData("{\"version\":1,\n\"rules\":[]}\n\nx", 4, "The file is no JSON: ")]
    [InlineData("{\"version\":1,\n\"rules\":[],}", 2, "The file is no JSON: ")]
    [InlineData("[]", 1, "The file must be an object.")]
    [InlineData("null", 1, "The file must be an object.")]
    [InlineData("{\n\"rules\":[]}", 1, "The file needs the member 'version'.")]
    [InlineData("{\"version\":1}", 1, "The file needs the member 'rules'.")]
    [InlineData("{\"version\":-1,\"rules\":[]}", 1, "version must be a number from 0 to 2147483647.")]
    [InlineData("{\"version\":1,\n\"rule\":[],\"rules\":[]}", 2, "The file has no member 'rule'; it may have $schema, description, notifications, rules, version.")]
    [InlineData("{\"version\":1,\n\"version\":1,\"rules\":[]}", 2, "The member 'version' is there twice.")]
    [InlineData("{\"version\":1,\n\"rules\":{}}", 2, "rules must be an array of at most 1000 objects.")]
    public void A_fault_of_the_file_is_told_with_its_line(string file, int line, string reason)
    {
        var error = Refusal(file);
        Assert.Equal(line, error.Line);
        // Why it is no JSON, the runtime's reader says in its own words, with a line of its own that counts from 0.
        if (reason.EndsWith(' ')) Assert.StartsWith(reason, error.Reason, StringComparison.Ordinal);
        else Assert.Equal(reason, error.Reason);
        Assert.DoesNotContain("LineNumber", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fault_of_the_notifications_refuses_the_file_with_line_and_path()
    {
        var fault = Assert.Throws<RuleFileException>(() => RuleFile.Read(Encoding.UTF8.GetBytes("{\"version\":1,\"rules\":[],\n\"notifications\":{\"routes\":[{\"channels\":[\"pigeon\"]}]}}")));
        Assert.Equal(2, fault.Line);
        Assert.StartsWith("notifications.routes[0].channels[0]: ", fault.Reason, StringComparison.Ordinal);
        Assert.Equal(3, RuleFile.Read("{\"version\":1,\"rules\":[],\"notifications\":{\"storm\":{\"devices\":3}}}"u8).Notifications.Storm!.Devices);
    }

    [Fact]
    public void Text_that_is_no_utf8_is_refused_with_its_line()
    {
        byte[] file = [.. "{\"version\":1,\n\"description\":\""u8, 0xC3, 0x28, .. "\",\"rules\":[]}"u8];
        Assert.Equal(2, Assert.Throws<RuleFileException>(() => RuleFile.Read(file)).Line);
        Assert.Equal(2, Refusal("{\"version\":1,\n\"description\":\"\\ud800\",\"rules\":[]}").Line);
    }

    [Fact]
    public void Comments_and_a_byte_order_mark_are_read_over()
    {
        var set = RuleFile.Read(Encoding.UTF8.GetBytes("\uFEFF// ours\n{\"version\":7, /* of\ntwo lines */ \"rules\":[\n" + Calm + "\n] // all\n}"));
        Assert.Equal((7, "calm"), (set.Version, Assert.Single(set.Rules).Head.Id));
        Assert.Equal(4, Refusal("// ours\n{\"version\":7, /* of\ntwo lines */ \"rules\":[\n{}]}").Line);
    }

    [Fact]
    public void A_rule_that_is_disabled_is_read_and_left_out()
    {
        Assert.Empty(Read(Calm.Replace("\"kind\"", "\"disabled\":true,\"kind\"", StringComparison.Ordinal)).Rules);
        Assert.Contains("needs 'above' or 'below'", Refusal("""{"version":1,"rules":[{"id":"r","disabled":true,"kind":"threshold","measure":"m","severity":3}]}""").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_and_its_rules_have_bounds()
    {
        var many = Enumerable.Range(0, 1_001).Select(i => Calm.Replace("calm", $"r{i}", StringComparison.Ordinal)).ToList();
        Assert.Equal(1_000, Read([.. many.Take(1_000)]).Rules.Count);
        Assert.Contains("at most 1000 objects", Refusal($"{{\"version\":1,\"rules\":[{string.Join(',', many)}]}}").Reason, StringComparison.Ordinal);
        var large = Refusal($"{{\"version\":1,\"rules\":[{new string(' ', RuleSet.MostBytes)}]}}");
        Assert.Equal($"The file has {RuleSet.MostBytes + 24} bytes; {RuleSet.MostBytes} are allowed.", large.Reason);
    }

    [Fact]
    public void What_rules_remember_of_a_device_has_a_bound()
    {
        var many = Enumerable.Range(0, 1_000).Select(i => $$"""{"id":"r{{i}}","kind":"spread","measure":"m","above":1,"samples":64,"severity":3}""");
        var error = Refusal($"{{\"version\":1,\"rules\":[\n{string.Join(",\n", many)}]}}");
        Assert.Equal("rules[978] is one too many: together the rules would remember more than 524280 bytes of a device.", error.Reason);
        Assert.Equal(980, error.Line);
    }

    [Fact]
    public void Deep_nesting_and_many_members_are_refused_in_no_time()
    {
        Assert.Contains("no JSON", Refusal("{\"version\":1,\"rules\":" + new string('[', 100_000)).Reason, StringComparison.Ordinal);
        var members = string.Join(',', Enumerable.Range(0, 20_000).Select(i => $"\"m{i}\":1"));
        Assert.Contains("has no member 'm0'", Refusal($"{{\"version\":1,\"rules\":[],{members}}}").Reason, StringComparison.Ordinal);
    }

    private static RuleSet Read(params string[] rules) => RuleFile.Read(Encoding.UTF8.GetBytes($"{{\"version\":1,\"rules\":[{string.Join(',', rules)}]}}"));

    private static RuleFileException Refusal(string file) => Assert.Throws<RuleFileException>(() => RuleFile.Read(Encoding.UTF8.GetBytes(file)));
}
