using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Purchases.Tests.Scenarios;

/// <summary>Rejected events that are dismissed.</summary>
public sealed partial class RejectedTests
{
    [Fact]
    public async Task A_dismissed_event_waits_no_longer_and_is_kept_with_time_and_note()
    {
        await RejectAsync(BadEvent);
        var before = DateTimeOffset.UtcNow.AddSeconds(-1);

        using var response = await DismissAsync(0, """{"note":"the shop's own test"}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty((await ListAsync(_local)).Rejected);
        Assert.Equal("purchases.v1/0/0", Id(Assert.Single((await ListAsync(_local, "?state=dismissed")).Rejected)));
        var shown = await _local.Client.GetFromJsonAsync<JsonObject>("/rejected/purchases.v1/0/0");
        Assert.Equal(("dismissed", "the shop's own test"), (Text(shown!, "state"), Text(shown!, "note")));
        Assert.InRange(DateTimeOffset.Parse(Text(shown!, "dismissedAt"), CultureInfo.InvariantCulture), before, before.AddMinutes(5));
        Assert.True(JsonNode.DeepEquals(shown, await response.Content.ReadFromJsonAsync<JsonObject>()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"note":null}""")]
    [InlineData("""{"note":"","by":"anna"}""")]
    public async Task A_note_may_be_left_out(string body)
    {
        await RejectAsync(BadEvent);

        using var response = await DismissAsync(0, body);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.False((await response.Content.ReadFromJsonAsync<JsonObject>())!.ContainsKey("note"));
    }

    [Theory]
    [InlineData("{bad", HttpStatusCode.BadRequest)]
    [InlineData("""{"note":7}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"note":"a\u0000b"}""", HttpStatusCode.UnprocessableEntity)]
    public async Task A_note_that_can_not_be_kept_dismisses_nothing(string body, HttpStatusCode status)
    {
        await RejectAsync(BadEvent);

        using var response = await DismissAsync(0, body);

        Assert.Equal(status, response.StatusCode);
        Assert.Single((await ListAsync(_local)).Rejected);
    }

    [Fact]
    public async Task What_was_dismissed_is_neither_dismissed_again_nor_replayed()
    {
        await RejectAsync(BadEvent);
        (await DismissAsync(0, """{"note":"first"}""")).Dispose();

        using var again = await DismissAsync(0, """{"note":"second"}""");
        using var replay = await ReplayAsync(0, GoodEvent);

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.Conflict), (again.StatusCode, replay.StatusCode));
        Assert.Equal("first", Text((await _local.Client.GetFromJsonAsync<JsonObject>("/rejected/purchases.v1/0/0"))!, "note"));
        Assert.Equal(1, _local.Log.EndOffset());
    }
}
