using Purchases.Benchmarks;

namespace Purchases.Tests.Benchmarks;

public sealed class ArgumentsTests
{
    [Theory]
    [InlineData("--fast")]
    [InlineData("more")]
    [InlineData("--out")]
    [InlineData("--only", "")]
    [InlineData("--only", "buy,sell")]
    [InlineData("--micro", "--only", "buy")]
    public async Task What_cannot_be_understood_is_refused_in_one_line_and_nothing_is_measured(params string[] args)
    {
        var refusal = await Assert.ThrowsAsync<BenchmarkException>(() => RunAsync(args, _ => Assert.Fail("It was measured.")));

        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Fact]
    public async Task An_unknown_promise_is_told_which_ones_there_are()
    {
        var refusal = await Assert.ThrowsAsync<BenchmarkException>(() => RunAsync(["--only", "sell"], _ => { }));

        Assert.Equal("--only has 'sell', which is no promise; there are buy, read.", refusal.Message);
    }

    [Fact]
    public async Task Several_promises_are_named_with_commas()
    {
        BenchmarkOptions? options = null;

        Assert.Equal(0, await RunAsync(["--quick", "--only", "read, buy", "--out", "results"], given => options = given));
        Assert.Equal(["read", "buy"], options!.Only);
        Assert.True(options.Quick);
        Assert.Equal("results", options.Out);
    }

    private static Task<int> RunAsync(string[] args, Action<BenchmarkOptions> measure) => Arguments.RunAsync(
        args,
        ["buy", "read"],
        (options, _) =>
        {
            measure(options);
            return Task.FromResult(0);
        },
        _ => 0);
}
