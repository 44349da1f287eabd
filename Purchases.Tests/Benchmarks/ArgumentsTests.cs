using Purchases.Benchmarks;

namespace Purchases.Tests.Benchmarks;

public sealed class ArgumentsTests
{
    [Theory]
    [InlineData("--fast")]
    [InlineData("more")]
    [InlineData("--data")]
    [InlineData("--only", "")]
    [InlineData("--only", "buy,sell")]
    public async Task Arguments_that_are_not_understood_are_rejected_in_one_line_and_nothing_is_measured(params string[] args)
    {
        var rejection = await Assert.ThrowsAsync<BenchmarkException>(() => RunAsync(args, _ => Assert.Fail("It was measured.")));

        Assert.DoesNotContain('\n', rejection.Message);
    }

    [Fact]
    public async Task An_unknown_promise_is_rejected_with_the_known_ones()
    {
        var rejection = await Assert.ThrowsAsync<BenchmarkException>(() => RunAsync(["--only", "sell"], _ => { }));

        Assert.Equal("--only has 'sell', which is no promise. Choose from buy, page.", rejection.Message);
    }

    [Theory]
    [InlineData("page,buy", "--only", "page, buy")]
    [InlineData("buy,page")]
    public async Task Several_promises_are_separated_by_commas_and_all_are_the_default(string expected, params string[] args)
    {
        BenchmarkOptions? options = null;

        Assert.Equal(0, await RunAsync(["--quick", .. args], given => options = given));
        Assert.Equal(expected, string.Join(',', options!.Only));
        Assert.True(options.Quick);
    }

    // A missing directory isn't created: the measurement would be of another disk than the one that was meant.
    [Theory]
    [InlineData("missing")]
    [InlineData("")]
    public void Data_goes_only_into_a_directory_that_exists(string name)
    {
        using var folder = new TestFolder();
        var path = name.Length == 0 ? "" : folder.File(name);

        Assert.Contains("--data", Assert.Throws<BenchmarkException>(() => new TempFolder(path)).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("missing")));
    }

    private static Task<int> RunAsync(string[] args, Action<BenchmarkOptions> measure) => Arguments.RunAsync(
        args,
        ["buy", "page"],
        (options, _) =>
        {
            measure(options);
            return Task.FromResult(0);
        },
        _ => 0);
}
