using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using ServerlessIot.Domain.Events;
using ServerlessIot.Ops.Api.Access;
using ServerlessIot.Ops.Api.Answers;
using ServerlessIot.Steps.Ports;

namespace ServerlessIot.Ops.Api.Search;

/// <summary>Answers which stored events happened at a place, or carry an attribute such as a production batch.</summary>
public sealed class SearchHandler(IArchiveSearch search, TimeProvider time)
{
    /// <summary>What a search read, in bytes.</summary>
    public const string BytesHeader = "X-Archive-Bytes";

    /// <summary>How many requests to the store it took.</summary>
    public const string RequestsHeader = "X-Archive-Requests";
    private const int DefaultLimit = 1000;
    private const int MostLimit = 10_000;
    private const long Day = 24 * 60 * 60 * 1000;

    /// <summary>More than this is not read for one answer.</summary>
    private const long MostBytes = 256L << 20;

    /// <summary>
    /// A page of events with from ≤ time &lt; to (by default of the last day) at a place (circle, box or polygon), with an attribute (name:value), both or neither, in the order of
    /// tenant, device and time; those of the caller's tenants.
    /// </summary>
    public async Task<IActionResult> GetAsync(Caller caller, HttpRequest request, CancellationToken cancellationToken)
    {
        var parameters = new Parameters(request);
        var (from, to) = parameters.Range(time.GetUtcNow().ToUnixTimeMilliseconds(), Day);
        var limit = parameters.Limit(DefaultLimit, MostLimit);
        var (place, attribute, after) = (Place(parameters), Attribute(parameters), After(parameters));
        if (parameters.Problem is { } problem) return problem;
        var query = new SearchQuery
        {
            From = from,
            To = to,
            Tenants = caller.Tenants.Names,
            Areas = place?.Areas,
            Place = place?.Contains,
            Attribute = attribute,
            After = after,
            Limit = limit + 1,
            MostBytes = MostBytes,
        };
        var cost = new ReadCost();
        try
        {
            return Write(await search.FindAsync(query, cost, cancellationToken), limit, cost);
        }
        catch (SearchTooLargeException exception)
        {
            return new Problem("too-large", "The search would have to read too much.", StatusCodes.Status422UnprocessableEntity, exception.Message);
        }
    }

    private static SearchPlace? Place(Parameters parameters)
    {
        var given = new[] { ("circle", parameters.Text("circle")), ("box", parameters.Text("box")), ("polygon", parameters.Text("polygon")) }.Where(pair => pair.Item2 is not null).ToList();
        if (given.Count > 1) return parameters.Fault<SearchPlace?>(given[1].Item1, "Only one of circle, box and polygon can be asked for.", null);
        return given is not [var (name, text)] ? null : name switch
        {
            "circle" => SearchPlace.Circle(text!) ?? parameters.Fault<SearchPlace?>(name, "circle is latitude,longitude,metres, such as 48.137,11.575,1000; up to 1,000,000 m.", null),
            "box" => SearchPlace.Box(text!) ?? parameters.Fault<SearchPlace?>(name, "box is south,west,north,east in degrees.", null),
            _ => SearchPlace.Polygon(text!) ?? parameters.Fault<SearchPlace?>(name, "polygon is latitude,longitude,latitude,longitude,… of 3 to 200 corners.", null),
        };
    }

    private static (string, string)? Attribute(Parameters parameters)
    {
        if (parameters.Text("attribute") is not { } text) return null;
        var end = text.IndexOf(':', StringComparison.Ordinal);
        return end > 0 && text.Length <= 1024 ? (text[..end], text[(end + 1)..]) : parameters.Fault<(string, string)?>("attribute", "attribute is name:value, such as production_batch:B42.", null);
    }

    private static SearchKey? After(Parameters parameters) =>
        parameters.Text("after") is not { } text ? null : SearchKey.TryParse(text) ?? parameters.Fault<SearchKey?>("after", "after is the value of next of the page before.", null);

    private static BytesAnswer Write(IReadOnlyList<DeviceEvent> rows, int limit, ReadCost cost)
    {
        var body = new ArrayBufferWriter<byte>(4096);
        body.Write("{\"items\":["u8);
        for (var i = 0; i < Math.Min(rows.Count, limit); i++)
        {
            if (i > 0) body.Write(","u8);
            EventJson.Write(body, rows[i]);
        }

        // A key is base64url.
        body.Write(rows.Count <= limit ? "]}"u8 : Encoding.UTF8.GetBytes($"],\"next\":\"{SearchKey.Of(rows[limit - 1])}\"}}"));
        return new BytesAnswer(body.WrittenMemory, "application/json", new Dictionary<string, string>
        {
            [BytesHeader] = cost.Bytes.ToString(CultureInfo.InvariantCulture),
            [RequestsHeader] = cost.Requests.ToString(CultureInfo.InvariantCulture),
        });
    }
}
