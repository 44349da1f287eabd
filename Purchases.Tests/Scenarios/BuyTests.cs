using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Purchases.Core.Json;

namespace Purchases.Tests.Scenarios;

/// <summary>From POST /buy to GET /purchases, as a client sees it.</summary>
public sealed class BuyTests : LocalScenario
{
    [Fact]
    public async Task A_purchase_is_readable_on_every_path_as_it_was_bought()
    {
        var eventId = await _local.BuyAsync("客户-7 \"'<&>", "📦 café", 9007199254740991);
        var listed = Assert.Single(await _local.RecordedAsync("客户-7 \"'<&>", 1))!;

        Assert.Equal(
            ["eventId", "eventType", "eventVersion", "timestamp", "userId", "itemId", "quantity"],
            listed.AsObject().Select(member => member.Key));
        Assert.Equal(eventId, listed["eventId"]!.GetValue<string>());
        Assert.Equal("📦 café", listed["itemId"]!.GetValue<string>());
        Assert.Equal(9007199254740991, listed["quantity"]!.GetValue<long>());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$", listed["timestamp"]!.GetValue<string>());

        var one = JsonNode.Parse(await _local.Client.GetStringAsync($"/purchases/{eventId}"));
        var all = Assert.Single(await _local.PurchasesAsync("客户-7 \"'<&>", "/getAllBoughtItems"));
        Assert.True(JsonNode.DeepEquals(listed, one));
        Assert.True(JsonNode.DeepEquals(listed, all));
    }

    // As after a sync that failed although the event is on the disk.
    [Fact]
    public async Task An_event_that_is_on_the_log_although_its_buy_was_a_503_is_recorded_once_when_the_buy_is_repeated()
    {
        var refused = Some.Purchase with { EventId = Some.Key("order-17").EventIdFor("u1").ToString(), ItemId = "i1" };
        await _local.Log.AppendAsync(new(null, Encoding.UTF8.GetBytes(PurchaseJson.Write(refused)), []));

        Assert.Equal(refused.EventId, await _local.BuyAsync("u1", "i1", refused.Quantity, "order-17"));
        await Eventually.TrueAsync(() => CommittedOffset.In(_folder) == 2);

        Assert.Single(await _local.PurchasesAsync("u1"));
        Assert.Empty((await RejectedTests.ListAsync(_local)).Rejected);
    }

    [Theory]
    [InlineData("gzip", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("Identity", HttpStatusCode.Accepted)]
    public async Task Only_a_compressed_body_is_rejected(string encoding, HttpStatusCode status)
    {
        using var content = new StringContent(Some.BuyJson, Encoding.UTF8, "application/json");
        content.Headers.ContentEncoding.Add(encoding);

        using var response = await _local.Client.PostAsync("/buy", content);

        Assert.Equal(status, response.StatusCode);
    }

    [Theory]
    [InlineData("Content-Length: 4096")]
    [InlineData("Transfer-Encoding: chunked")]
    public async Task A_request_that_is_cut_off_publishes_nothing(string framing)
    {
        var body = JsonSerializer.Serialize(new { userId = "u1", itemId = "i1", quantity = 1 });
        var chunked = framing.StartsWith("Transfer", StringComparison.Ordinal) ? $"{body.Length:x}\r\n{body}\r\n" : body;
        var head = $"POST /buy HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n{framing}\r\n\r\n";
        using (var client = await RawHttp.ConnectAsync(_local.Url, head))
        {
            // The function is reading the body now. What it gets of it would be a purchase by itself.
            Assert.Equal("HTTP/1.1 100 Continue", await client.FirstLineAsync());
            await client.SendAsync(chunked);
            await _local.BuyAsync("u2", "i1", 1);
            await _local.RecordedAsync("u2", 1);
        }

        await _local.BuyAsync("u2", "i2", 1);
        await _local.RecordedAsync("u2", 2);
        Assert.Equal(2, _local.Log.EndOffset());
        Assert.Empty(await _local.PurchasesAsync("u1"));
    }
}
