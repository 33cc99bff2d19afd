using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace ServerlessIot.Host.Tests.Http;

public sealed class HttpBindingTests(HttpHost host) : IClassFixture<HttpHost>
{
    private readonly HttpClient _client = host.Process.Client;

    [Fact]
    public async Task A_function_takes_values_from_route_query_and_headers()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/devices/t%C3%A9mp-001/readings/9000000000?limit=7");
        request.Headers.Add("X-Agent", "test");
        using HttpResponseMessage response = await _client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        JsonNode body = (await response.Content.ReadFromJsonAsync<JsonNode>())!;
        Assert.Equal("témp-001", (string?)body["id"]);
        Assert.Equal(9_000_000_000, (long?)body["number"]);
        Assert.Equal(7, (int?)body["limit"]);
        Assert.Equal("test", (string?)body["agent"]);
    }

    [Fact]
    public async Task A_value_that_is_not_in_the_query_is_null()
    {
        JsonNode body = (await _client.GetFromJsonAsync<JsonNode>("/api/devices/a/readings/1"))!;
        Assert.Null(body["limit"]);
    }

    [Fact]
    public async Task A_query_value_of_the_wrong_type_is_a_bad_request()
    {
        using HttpResponseMessage response = await _client.GetAsync("/api/devices/a/readings/1?limit=many");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    public async Task A_function_reads_the_body_and_sets_status_and_headers(string method)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/api/devices/a") { Content = new StringContent("körper", Encoding.UTF8) };
        using HttpResponseMessage response = await _client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("/api/devices/a", response.Headers.Location?.ToString());
        Assert.Equal("körper", (string?)(await response.Content.ReadFromJsonAsync<JsonNode>())!["body"]);
    }

    [Theory]
    [InlineData("/api/devices/a/readings/notanumber")]
    [InlineData("/api/nothing")]
    [InlineData("/devices/a/readings/1")]
    public async Task What_matches_no_route_is_not_found(string path)
    {
        using HttpResponseMessage response = await _client.GetAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task A_method_that_the_route_does_not_have_is_not_allowed()
    {
        using HttpResponseMessage response = await _client.DeleteAsync("/api/devices/a");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PATCH")]
    public async Task Without_route_and_methods_the_name_is_the_route_for_all_methods(string method)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/api/plain");
        using HttpResponseMessage response = await _client.SendAsync(request);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    [Fact]
    public async Task A_function_returns_bytes()
    {
        using HttpResponseMessage response = await _client.GetAsync("/api/bytes");
        Assert.Equal("application/octet-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal([1, 2, 3], await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task An_exception_becomes_problem_details_that_tell_nothing_of_it()
    {
        using HttpResponseMessage response = await _client.GetAsync("/api/broken");
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        string body = await response.Content.ReadAsStringAsync();
        Assert.Equal(500, (int?)JsonNode.Parse(body)!["status"]);
        Assert.DoesNotContain("secret", body, StringComparison.Ordinal);
        Assert.DoesNotContain("InvalidOperation", body, StringComparison.Ordinal);
        JsonNode status = await host.Process.StatusAsync("Broken");
        Assert.Contains("secret", (string?)status["lastError"], StringComparison.Ordinal);
        Assert.True((long?)status["failures"] >= 1);
    }

    [Fact]
    public async Task The_status_lists_every_function()
    {
        JsonNode status = await host.Process.StatusAsync("Device");
        Assert.Equal("SampleApp", (string?)status["app"]);
        Assert.Equal("http", (string?)status["kind"]);
        Assert.Equal(1, (int?)status["instances"]);
        Assert.Equal(0, (long?)status["lag"]);
        Assert.False((bool?)status["running"]);
    }
}
