using System.Diagnostics;
using System.Reflection;
using Purchases.Core;
using Purchases.Local;

namespace Purchases.Benchmarks;

/// <summary>Numbers of a Debug build say nothing.</summary>
internal static class ReleaseBuild
{
    /// <exception cref="BenchmarkException">What would be measured isn't optimised.</exception>
    public static void Require()
    {
        if (new[] { typeof(ReleaseBuild), typeof(LocalApp), typeof(PurchaseCreated) }.Any(type => IsDebug(type.Assembly)))
            throw new BenchmarkException("this is a Debug build, whose speed says nothing; run with -c Release.");
    }

    private static bool IsDebug(Assembly assembly) => assembly.GetCustomAttribute<DebuggableAttribute>()?.IsJITOptimizerDisabled == true;
}
