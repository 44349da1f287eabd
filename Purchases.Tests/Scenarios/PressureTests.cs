using System.Net;
using System.Text;
using Purchases.Local.Embedded;

namespace Purchases.Tests.Scenarios;

/// <summary>More load than Local can serve: rejections are clear, and no client holds up the others.</summary>
public sealed class PressureTests : LocalScenario
{
    [Fact]
    public async Task When_too_many_calls_wait_for_the_disk_a_buy_is_rejected_at_once_with_Retry_After()
    {
        using var other = _folder.Lock(DataFiles.Log);

        // These fill one batch. The writer waits for the file with it, and 8192 calls may wait behind it: up to two fewer of these, if the
        // writer reads some while the calls are made.
        var hello = new LogRecord(null, "hello"u8.ToArray(), []);
        var batch = _local.Log.AppendAllAsync([.. Enumerable.Repeat(hello, 1024)]);
        var waiting = new List<Task<long>>();
        do waiting.Add(_local.Log.AppendAsync(hello));
        while (!waiting[^1].IsFaulted);
        Assert.InRange(waiting.Count - 1, 8190, 8192);

        using (var refused = await _local.BuyAsync("""{"userId":"u1","itemId":"i1","quantity":1}"""))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter!.Delta);
            Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
        }

        // Each of them succeeds or fails, and the log has exactly those that succeeded.
        other.Execute("ROLLBACK");
        await Eventually.TrueAsync(() => batch.IsCompleted && waiting.TrueForAll(append => append.IsCompleted));
        var taken = waiting.Count(append => append.IsCompletedSuccessfully);
        Assert.Equal(taken + (batch.IsCompletedSuccessfully ? 1024 : 0), _local.Log.EndOffset());
        await _local.BuyAsync("u1", "i1", 1);
    }

    [Fact]
    public async Task A_slow_reader_of_a_long_list_does_not_hold_up_writers()
    {
        await _local.FillStoreAsync(30_000);
        using var response = await _local.Client.GetAsync("/purchases?userId=u1", HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte[1000]);

        await _local.BuyAsync("u2", "i1", 1);
        await _local.RecordedAsync("u2", 1);

        // An open read would prevent the checkpoint: the first column would remain 1, for busy.
        using var connection = _folder.Open(DataFiles.Store);
        using var checkpoint = connection.CreateCommand();
        checkpoint.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        await Eventually.TrueAsync(() => checkpoint.ExecuteScalar() is 0L);

        using var rest = new StreamReader(body);
        Assert.EndsWith("""],"next":null}""", await rest.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clients_that_send_their_body_slowly_are_disconnected_while_others_are_served()
    {
        var slow = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            RawHttp.ConnectAsync(_local.Url, "POST /buy HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\n{")));

        await _local.BuyAsync("u1", "i1", 1);

        // A client that still sends when it is disconnected may be reset before it has read the response.
        var answers = await Task.WhenAll(slow.Select(async client =>
        {
            using var connection = client;
            await using var stream = client.GetStream();
            var answer = new StreamReader(stream, Encoding.ASCII).ReadLineAsync();
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
            try
            {
                while (!answer.IsCompleted && await timer.WaitForNextTickAsync()) await stream.WriteAsync(" "u8.ToArray());
            }
            catch (IOException)
            {
                // The response may have arrived before.
            }

            try
            {
                return await answer;
            }
            catch (IOException)
            {
                return "reset";
            }
        })).WaitAsync(Eventually.Deadline);

        Assert.All(answers, answer => Assert.True(answer is "HTTP/1.1 408 Request Timeout" or "reset", answer));
        Assert.Contains("HTTP/1.1 408 Request Timeout", answers);
        Assert.Equal(1, _local.Log.EndOffset());
    }

    [Fact]
    public async Task A_request_in_flight_is_answered_before_the_host_stops()
    {
        var body = """{"userId":"u1","itemId":"i1","quantity":1}""";
        using var client = await RawHttp.ConnectAsync(
            _local.Url, $"POST /buy HTTP/1.1\r\nHost: localhost\r\nContent-Length: {body.Length}\r\n\r\n{body[..9]}");
        await Eventually.GetAsync(() => _local.Client.GetAsync("/health"), response => response.IsSuccessStatusCode);

        var stopping = _local.StopAsync();
        await client.SendAsync(body[9..]);
        var answer = await client.FirstLineAsync();
        await stopping;

        Assert.Equal("HTTP/1.1 202 Accepted", answer);
        await using var again = await RunningLocal.StartAsync(_folder);
        Assert.Single(await again.RecordedAsync("u1", 1));
    }
}
