import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import jdk.internal.org.objectweb.asm.ClassReader;
import jdk.internal.org.objectweb.asm.ClassVisitor;
import jdk.internal.org.objectweb.asm.ClassWriter;
import jdk.internal.org.objectweb.asm.MethodVisitor;
import jdk.internal.org.objectweb.asm.Opcodes;
import jdk.internal.org.objectweb.asm.Type;

// The suite is of the time of Java 8, where any class might be a service of
// javax.imageio's registry; GeoToolkit inside it relies on that. This writes
// the registry of the Java that runs, with that allowed again, for
// --patch-module java.desktop=FOLDER.
public class AllowServices {
    static final String REGISTRY = "javax/imageio/spi/ServiceRegistry";

    public static void main(String[] arguments) throws IOException {
        ClassReader reader = new ClassReader(Files.readAllBytes(Path.of(
            URI.create("jrt:/java.desktop/" + REGISTRY + ".class"))));
        ClassWriter writer = new ClassWriter(reader,
                                             ClassWriter.COMPUTE_MAXS);
        reader.accept(new Allowing(writer), 0);
        Path out = Path.of(arguments[0], REGISTRY + ".class");
        Files.createDirectories(out.getParent());
        Files.write(out, writer.toByteArray());
    }

    static class Allowing extends ClassVisitor {
        Allowing(ClassVisitor next) { super(Opcodes.ASM8, next); }

        @Override
        public MethodVisitor visitMethod(int access, String name, String type,
                                         String signature, String[] thrown) {
            MethodVisitor method = super.visitMethod(access, name, type,
                                                     signature, thrown);
            if (name.equals("checkClassAllowed")) {
                method.visitCode();
                method.visitInsn(Opcodes.RETURN);
                method.visitMaxs(0, 0);
                method.visitEnd();
                return null;
            }
            return name.equals("lookupProviders") ? new Using(method) : method;
        }
    }

    // Begins with: ServiceRegistry.class.getModule().addUses(providerClass).
    static class Using extends MethodVisitor {
        Using(MethodVisitor next) { super(Opcodes.ASM8, next); }

        @Override public void visitCode() {
            super.visitCode();
            super.visitLdcInsn(Type.getObjectType(REGISTRY));
            super.visitMethodInsn(Opcodes.INVOKEVIRTUAL, "java/lang/Class",
                "getModule", "()Ljava/lang/Module;", false);
            super.visitVarInsn(Opcodes.ALOAD, 0);
            super.visitMethodInsn(Opcodes.INVOKEVIRTUAL, "java/lang/Module",
                "addUses", "(Ljava/lang/Class;)Ljava/lang/Module;", false);
            super.visitInsn(Opcodes.POP);
        }
    }
}
