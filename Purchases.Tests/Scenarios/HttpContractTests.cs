using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Purchases.Tests.Scenarios;

/// <summary>Every case of Contract/http-cases.json against a running Local.</summary>
public sealed class HttpContractTests : IAsyncLifetime
{
    private static readonly JsonArray Cases = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Contract", "http-cases.json")))!.AsArray();

    private readonly TestFolder _folder = new();
    private RunningLocal _local = null!;

    public static TheoryData<string> Names => [.. Cases.Select(c => c!["name"]!.GetValue<string>())];

    public async ValueTask InitializeAsync() => _local = await RunningLocal.StartAsync(_folder);

    public async ValueTask DisposeAsync()
    {
        await _local.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_contract_case_is_answered_as_the_contract_says(string name)
    {
        var expected = Case(name);
        using var response = await SendAsync(expected);
        var body = await response.Content.ReadAsStringAsync();
        var json = body.Length == 0 ? null : JsonNode.Parse(body);

        Assert.Equal(expected["status"]!.GetValue<int>(), (int)response.StatusCode);
        if ((int)response.StatusCode >= 400) AssertProblem(response, json!);
        if ((int)response.StatusCode == 202) AssertAccepted(response, json!);
        if (expected["json"] is { } wanted) Assert.True(JsonNode.DeepEquals(wanted, json), body);
        if (expected["detail"] is { } detail) Assert.Equal(detail.GetValue<string>(), json!["detail"]!.GetValue<string>());
        if (expected["member"] is { } member) Assert.Contains(member.GetValue<string>(), json!["errors"]!.AsObject());
        if (expected["members"] is { } members)
            Assert.Equal(members.AsArray().Select(m => m!.GetValue<string>()), json!["errors"]!.AsObject().Select(error => error.Key));
        if (expected["sameEventIdAs"] is { } same) Assert.Equal(await EventIdOfAsync(same), EventId(json!));
        if (expected["otherEventIdThan"] is { } other) Assert.NotEqual(await EventIdOfAsync(other), EventId(json!));
    }

    [Fact]
    public void There_are_cases() => Assert.True(Cases.Count >= 57);

    private static JsonObject Case(string name) => Cases.Single(c => c!["name"]!.GetValue<string>() == name)!.AsObject();

    private static string EventId(JsonNode json) => json["eventId"]!.GetValue<string>();

    private async Task<string> EventIdOfAsync(JsonNode name)
    {
        using var response = await SendAsync(Case(name.GetValue<string>()));
        return EventId(JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    private Task<HttpResponseMessage> SendAsync(JsonObject @case)
    {
        var request = new HttpRequestMessage(new(@case["method"]!.GetValue<string>()), @case["path"]!.GetValue<string>());
        if (@case["body"] is { } body) request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.GetValue<string>()));
        foreach (var (header, value) in @case["headers"]!.AsObject())
        {
            if (!request.Headers.TryAddWithoutValidation(header, value!.GetValue<string>()))
                request.Content!.Headers.TryAddWithoutValidation(header, value.GetValue<string>());
        }

        return _local.Client.SendAsync(request);
    }

    private static void AssertProblem(HttpResponseMessage response, JsonNode json)
    {
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal((int)response.StatusCode, json["status"]!.GetValue<int>());
        Assert.NotEmpty(json["title"]!.GetValue<string>());
        Assert.NotEmpty(json["detail"]!.GetValue<string>());
        Assert.Equal((int)response.StatusCode == 422, json["errors"] is not null);
    }

    private static void AssertAccepted(HttpResponseMessage response, JsonNode json)
    {
        Assert.Equal("accepted", json["status"]!.GetValue<string>());
        Assert.True(Guid.TryParseExact(EventId(json), "D", out _));
        Assert.Equal($"/purchases/{EventId(json)}", response.Headers.Location!.OriginalString);
        Assert.Equal(JsonValueKind.Object, json.GetValueKind());
    }
}
