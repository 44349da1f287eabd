using System.Text.Json;
using System.Text.Json.Nodes;

namespace Purchases.Tests.Contracts;

/// <summary>What http-cases.json says about an answer, checked on a running service.</summary>
internal static class HttpContract
{
    private static readonly JsonArray Cases =
        JsonArray.Create(CaseFile.Read("http-cases.json"))!;

    /// <summary>Sends the case of this name and checks all that the contract says of its answer.</summary>
    public static async Task HoldsAsync(HttpClient client, string name)
    {
        var expected = Cases.Single(c => c!["name"]!.GetValue<string>() == name)!.AsObject();
        using var response = await SendAsync(client, name);
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
        if (expected["sameEventIdAs"] is { } same) Assert.Equal(await EventIdOfAsync(client, same), EventId(json!));
        if (expected["otherEventIdThan"] is { } other) Assert.NotEqual(await EventIdOfAsync(client, other), EventId(json!));
    }

    /// <summary>RFC 9457, and what this service adds to it.</summary>
    public static void AssertProblem(HttpResponseMessage response, JsonNode json)
    {
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal((int)response.StatusCode, json["status"]!.GetValue<int>());
        Assert.NotEmpty(json["title"]!.GetValue<string>());
        Assert.NotEmpty(json["detail"]!.GetValue<string>());
        Assert.NotEmpty(json["traceId"]!.GetValue<string>());

        // By member of the body, or by parameter of the query.
        var isBadQuery = (int)response.StatusCode == 400 && response.RequestMessage!.Method != HttpMethod.Post;
        Assert.Equal((int)response.StatusCode == 422 || isBadQuery, json["errors"] is not null);
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, string name) =>
        HttpCase.All.Single(@case => @case.Name == name).SendAsync(client);

    private static string EventId(JsonNode json) => json["eventId"]!.GetValue<string>();

    private static async Task<string> EventIdOfAsync(HttpClient client, JsonNode name)
    {
        using var response = await SendAsync(client, name.GetValue<string>());
        return EventId(JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    private static void AssertAccepted(HttpResponseMessage response, JsonNode json)
    {
        Assert.Equal("accepted", json["status"]!.GetValue<string>());
        Assert.True(Guid.TryParseExact(EventId(json), "D", out _));
        Assert.Equal($"/purchases/{EventId(json)}", response.Headers.Location!.OriginalString);
        Assert.Equal(JsonValueKind.Object, json.GetValueKind());
    }
}
