using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace Purchases.Tests.Fuzz;

/// <summary>
/// Runs a property over many random inputs. The seed changes with every run. A failed test prints it; PURCHASES_SEED, with the same
/// PURCHASES_FACTOR, repeats the run. The factor multiplies the number of cases, for a long hunt.
/// </summary>
internal static class Property
{
    private const string SeedSetting = "PURCHASES_SEED";

    private static readonly ulong Seed = Environment.GetEnvironmentVariable(SeedSetting) is { Length: > 0 } seed
        ? ulong.Parse(seed, NumberStyles.None, CultureInfo.InvariantCulture)
        : (ulong)Random.Shared.NextInt64(1, long.MaxValue);

    public static readonly int Factor = Environment.GetEnvironmentVariable("PURCHASES_FACTOR") is { Length: > 0 } factor
        ? int.Parse(factor, NumberStyles.None, CultureInfo.InvariantCulture)
        : 1;

    /// <summary>Passes when <paramref name="check"/> returns for every input. It fails by throwing, as xunit's assertions do.</summary>
    /// <param name="part">Added to the seed, so that tests that share a generator get different inputs.</param>
    public static void Holds<T>(ITestOutputHelper output, int cases, Arbitrary<T> inputs, Action<T> check, int part = 0)
    {
        output.WriteLine($"{cases * Factor} cases with {SeedSetting}={Seed}");
        var config = Config.QuickThrowOnFailure
            .WithQuietOnSuccess(true)
            .WithMaxTest(cases * Factor)
            .WithReplay(FSharpOption<Replay>.Some(new(new Rnd(Seed + (ulong)part), FSharpOption<int>.None)));
        Check.One(config, Prop.ForAll(inputs, check));
    }
}
