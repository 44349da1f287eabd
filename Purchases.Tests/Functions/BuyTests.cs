using Microsoft.Extensions.Time.Testing;
using Purchases.Functions;
using Purchases.Functions.Kafka;

namespace Purchases.Tests.Functions;

public sealed class BuyTests
{
    private readonly FakeTimeProvider _time = Some.Clock();

    [Fact]
    public async Task The_answer_is_chunked_so_that_its_end_comes_after_the_binding()
    {
        var answer = await Call.AnsweredByAsync((await RunAsync(Call.Post(Some.BuyJson))).Response);

        Assert.Null(answer.Headers.ContentLength);
        Assert.NotEmpty(answer.Body);
    }

    [Fact]
    public void Its_events_are_an_array_which_the_host_does_not_parse() =>
        Assert.Equal(typeof(string[]), typeof(PublishOutput).GetProperty(nameof(PublishOutput.Events))!.PropertyType);

    private Task<PublishOutput> RunAsync(Call call) =>
        new Buy(_time, Some.Telemetry, new BindingPublisher()).RunAsync(call.Request, CancellationToken.None);
}
