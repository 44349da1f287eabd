using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Purchases.Core.Json;
using Purchases.Tests.Support;

namespace Purchases.Tests.Scenarios;

/// <summary>From POST /buy to GET /purchases, as a client lives it.</summary>
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

    [Fact]
    public async Task Purchases_come_newest_first_and_page_by_cursor()
    {
        var bought = new List<string>();
        for (var quantity = 1; quantity <= 7; quantity++) bought.Add(await _local.BuyAsync("u1", "i1", quantity));
        await _local.RecordedAsync("u1", 7);

        var read = new List<string>();
        string? cursor = null;
        do
        {
            var query = cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}";
            var page = JsonNode.Parse(await _local.Client.GetStringAsync($"/purchases?userId=u1&limit=3{query}"))!;
            read.AddRange(page["purchases"]!.AsArray().Select(p => p!["eventId"]!.GetValue<string>()));
            cursor = page["next"]?.GetValue<string>();
        }
        while (cursor is not null);

        bought.Reverse();
        Assert.Equal(bought, read);
    }

    [Fact]
    public async Task A_page_that_ends_with_the_list_has_no_next()
    {
        for (var quantity = 1; quantity <= 3; quantity++) await _local.BuyAsync("u1", "i1", quantity);
        await _local.RecordedAsync("u1", 3);

        var page = JsonNode.Parse(await _local.Client.GetStringAsync("/purchases?userId=u1&limit=3"))!;

        Assert.Equal(3, page["purchases"]!.AsArray().Count);
        Assert.Null(page["next"]);
    }

    [Fact]
    public async Task A_page_links_to_the_next_one_and_the_last_one_to_none()
    {
        for (var quantity = 1; quantity <= 3; quantity++) await _local.BuyAsync("u 1&2", "i1", quantity);
        await _local.RecordedAsync("u 1&2", 3);

        using var first = await _local.Client.GetAsync("/purchases?userId=u%201%262&limit=2");
        var link = Assert.Single(first.Headers.GetValues("Link"));
        Assert.StartsWith("</purchases?userId=u%201%262&limit=2&cursor=", link, StringComparison.Ordinal);
        Assert.EndsWith(">; rel=\"next\"", link, StringComparison.Ordinal);

        var next = new Uri(_local.Client.BaseAddress!, link[1..link.IndexOf('>', StringComparison.Ordinal)]);
        using var second = await _local.Client.GetAsync(next);
        Assert.Equal(1, JsonNode.Parse(await second.Content.ReadAsStringAsync())!["purchases"]![0]!["quantity"]!.GetValue<int>());
        Assert.False(second.Headers.Contains("Link"));
    }

    [Fact]
    public async Task A_repeated_call_with_an_idempotency_key_records_one_purchase()
    {
        var first = await _local.BuyAsync("u1", "i1", 1, "order-17");
        var second = await _local.BuyAsync("u1", "i1", 1, "order-17");
        await _local.BuyAsync("u1", "i2", 1);

        Assert.Equal(first, second);
        Assert.Equal(2, (await _local.RecordedAsync("u1", 2)).Count);
    }

    // As after a sync that failed although the event is on the disk.
    [Fact]
    public async Task An_event_that_is_on_the_log_although_its_buy_was_refused_is_recorded_once_when_the_buy_is_repeated()
    {
        var refused = Some.Purchase with { EventId = Some.Key("order-17").EventIdFor("u1").ToString(), ItemId = "i1" };
        await _local.Log.AppendAsync(new(null, Encoding.UTF8.GetBytes(PurchaseJson.Write(refused)), []));

        Assert.Equal(refused.EventId, await _local.BuyAsync("u1", "i1", refused.Quantity, "order-17"));
        await Eventually.TrueAsync(() => CommittedOffset.In(_folder) == 2);

        Assert.Single(await _local.PurchasesAsync("u1"));
        Assert.Empty((await RejectedTests.ListAsync(_local)).Rejected);
    }

    [Fact]
    public async Task A_repeated_call_with_another_body_leaves_the_first_purchase_as_it_is()
    {
        await _local.BuyAsync("u1", "i1", 1, "order-17");
        await _local.BuyAsync("u1", "other", 5, "order-17");
        await _local.BuyAsync("u1", "last", 1);

        var items = (await _local.RecordedAsync("u1", 2)).Select(p => p!["itemId"]!.GetValue<string>());

        Assert.Equal(["last", "i1"], items);
    }

    [Fact]
    public async Task A_purchase_whose_id_holds_a_slash_is_found()
    {
        var json = """{"eventId":"order/17","timestamp":"2026-01-15T10:34:14Z","userId":"u1","itemId":"i1","quantity":1}""";
        await _local.Log.AppendAsync(new(null, Encoding.UTF8.GetBytes(json), []));
        await _local.RecordedAsync("u1", 1);

        using var response = await _local.Client.GetAsync("/purchases/order%2F17");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_purchase_whose_id_holds_an_escaped_slash_is_found_where_its_location_says()
    {
        var json = """{"eventId":"a%2Fb","timestamp":"2026-01-15T10:34:14Z","userId":"u1","itemId":"i1","quantity":1}""";
        await _local.Log.AppendAsync(new(null, Encoding.UTF8.GetBytes(json), []));
        await _local.RecordedAsync("u1", 1);

        using var response = await _local.Client.GetAsync($"/purchases/{Uri.EscapeDataString("a%2Fb")}");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("gzip", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("identity", HttpStatusCode.Accepted)]
    public async Task An_encoded_body_is_refused(string encoding, HttpStatusCode status)
    {
        using var content = new StringContent("""{"userId":"u1","itemId":"i1","quantity":1}""", Encoding.UTF8, "application/json");
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
        (await RawHttp.ConnectAsync(_local.Url, $"POST /buy HTTP/1.1\r\nHost: localhost\r\n{framing}\r\n\r\n{chunked}")).Dispose();

        await _local.BuyAsync("u2", "i1", 1);

        await _local.RecordedAsync("u2", 1);
        Assert.Equal(1, _local.Log.EndOffset());
        Assert.Empty(await _local.PurchasesAsync("u1"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_over_the_limit_is_refused_whether_or_not_its_length_is_told(bool lengthTold)
    {
        using var content = new StreamContent(new MemoryStream(new byte[200_000]));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/buy") { Content = content };
        request.Headers.TransferEncodingChunked = !lengthTold;

        using var response = await _local.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal(0, _local.Log.EndOffset());
    }
}
